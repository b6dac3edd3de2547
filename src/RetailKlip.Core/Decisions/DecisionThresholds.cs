namespace RetailKlip.Core;

/// <summary>
/// Where similarity and margin part the three decisions. Calibrated per encoder and kept in its <c>model.json</c>, since
/// similarities of different encoders mean different things.
/// </summary>
/// <param name="AcceptSimilarity">Least similarity, in [-1, 1], to name a product without asking.</param>
/// <param name="AcceptMargin">Least margin, in [0, 2], over every other product to name one without asking.</param>
/// <param name="UnknownBelow">Below this similarity, in [-1, <paramref name="AcceptSimilarity"/>], nothing is suggested.</param>
public sealed record DecisionThresholds(float AcceptSimilarity, float AcceptMargin, float UnknownBelow)
{
    /// <exception cref="ArgumentException">A threshold is out of its range.</exception>
    public DecisionThresholds Validated()
    {
        if (!(AcceptSimilarity is >= -1 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"acceptSimilarity is {AcceptSimilarity}; it must lie in [-1, 1]."));
        if (!(AcceptMargin is >= 0 and <= 2))
            throw new ArgumentException(FormattableString.Invariant($"acceptMargin is {AcceptMargin}; it must lie in [0, 2]."));
        if (!(UnknownBelow >= -1 && UnknownBelow <= AcceptSimilarity))
            throw new ArgumentException(FormattableString.Invariant(
                $"unknownBelow is {UnknownBelow}; it must lie in [-1, acceptSimilarity], here {AcceptSimilarity}."));
        return this;
    }
}
