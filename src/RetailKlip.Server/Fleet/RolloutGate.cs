namespace RetailKlip.Server;

/// <summary>One of the shares by which a new release is judged.</summary>
/// <param name="Name"><c>assist</c>, <c>unknown</c>, <c>override</c>, <c>crash</c> or <c>slow</c>.</param>
/// <param name="Tolerated">Largest difference that may be sure.</param>
/// <param name="IsEnough">Whether there is enough to judge by.</param>
internal sealed record RolloutGate(string Name, RateComparison Rates, double Tolerated, bool IsEnough)
{
    public bool IsTripped => IsEnough && Rates.LeastDifference > Tolerated;

    /// <summary>Why it tripped, for people.</summary>
    public string Reason() => FormattableString.Invariant(
        $"{Name}: {Rates.New:P1} of {Rates.NewOf} with the new release, {Rates.Old:P1} of {Rates.OldOf} before; ")
        + FormattableString.Invariant($"surely {Rates.LeastDifference:P1} more, {Tolerated:P1} are tolerated");
}
