namespace RetailKlip.Cli;

/// <summary>How far a release has come in the fleet.</summary>
/// <param name="Stage"><c>Canary</c>, <c>Part</c>, <c>All</c>, <c>Halted</c>, <c>RolledBack</c> or <c>Superseded</c>.</param>
/// <param name="Running">Kiosks that have run it.</param>
internal sealed record ServerRollout(
    long Release, string Stage, IReadOnlyList<Guid> CanaryKiosks, IReadOnlyList<string> CanaryStores, int Percent, int? SoakMinutes,
    DateTimeOffset StartedAt,
    DateTimeOffset StageSince, string? Reason, int Running, IReadOnlyList<ServerRollout.Gate> Gates)
{
    /// <param name="Tolerated">Largest difference that may be sure.</param>
    /// <param name="IsEnough">Whether there is enough to judge by.</param>
    internal sealed record Gate(string Name, Comparison Rates, double Tolerated, bool IsEnough, bool IsTripped);

    /// <param name="LeastDifference">By which the new share is larger, at least.</param>
    internal sealed record Comparison(double New, long NewOf, double Old, long OldOf, double LeastDifference);

    public void Print()
    {
        var table = new TextTable("release", Culture.Text($"{Release}"));
        table.Add("stage", Culture.Text($"{Stage} since {StageSince:u}"));
        table.Add("first", string.Join(", ", [.. CanaryStores, .. CanaryKiosks.Select(kiosk => kiosk.ToString())]));
        table.Add("share", Culture.Text($"{Percent} %"));
        table.Add("goes on", SoakMinutes is { } minutes ? Culture.Text($"by itself after {minutes} minutes") : "when somebody says so");
        table.Add("kiosks", Culture.Text($"{Running}"));
        if (Reason is not null)
            table.Add("reason", Reason);
        foreach (var gate in Gates)
            table.Add(gate.Name, Culture.Text(
                $"{gate.Rates.New:P1} of {gate.Rates.NewOf}, before {gate.Rates.Old:P1} of {gate.Rates.OldOf}{(gate.IsTripped ? ": too many" : gate.IsEnough ? "" : ": too few to judge")}"));
        table.Write();
    }
}
