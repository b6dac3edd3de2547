namespace RetailKlip.Core;

/// <summary>What a product needs besides its picture to be named.</summary>
/// <param name="TieBreaker">What tells it from its near twins.</param>
/// <param name="Required">Who must agree with the picture.</param>
/// <param name="LeastGrams">Least weight of one piece, in grams; null where it is not known.</param>
/// <param name="MostGrams">Greatest weight of one piece, in grams; null where it is not known.</param>
public sealed record ProductRule(
    TieBreaker TieBreaker = TieBreaker.None, Witnesses Required = Witnesses.None, decimal? LeastGrams = null, decimal? MostGrams = null)
{
    /// <summary>Whether a weight in grams can be one piece's; null where the weight of a piece is not known.</summary>
    public bool? Fits(decimal grams) => LeastGrams is { } least && MostGrams is { } most ? grams >= least && grams <= most : null;

    /// <exception cref="ArgumentException">The weights contradict each other, or a witness by weight has no weight to compare with.</exception>
    public ProductRule Validated()
    {
        if (LeastGrams.HasValue != MostGrams.HasValue || !(LeastGrams is null or > 0) || LeastGrams > MostGrams)
            throw new ArgumentException($"the weights {LeastGrams} and {MostGrams} g are no range: give both, least first, above 0.");
        if (LeastGrams is null && (TieBreaker == TieBreaker.Weight || Required.HasFlag(Witnesses.Weight)))
            throw new ArgumentException("the weight is to witness, but no weight of a piece is given: give leastGrams and mostGrams.");
        return this;
    }
}
