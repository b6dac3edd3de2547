namespace RetailKlip.Server;

/// <summary>How far a release has come in the fleet.</summary>
/// <param name="HaltedIn">The stage that a halted one goes on with.</param>
/// <param name="Reason">Why it was halted or ended; null where it was not.</param>
/// <param name="Running">Kiosks that have run it.</param>
internal sealed record RolloutResponse(
    long Release, RolloutStage Stage, IReadOnlyList<Guid> CanaryKiosks, IReadOnlyList<string> CanaryStores, int Percent, int? SoakMinutes,
    DateTimeOffset StartedAt,
    DateTimeOffset StageSince, RolloutStage? HaltedIn, string? Reason, int Running, IReadOnlyList<RolloutGate> Gates)
{
    public static RolloutResponse Of(Rollout rollout, int running, IReadOnlyList<RolloutGate> gates) => new(
        rollout.ReleaseId, rollout.Stage, rollout.Kiosks(), rollout.Stores(), rollout.Percent, rollout.SoakMinutes, rollout.StartedAt,
        rollout.StageSince,
        rollout.HaltedIn, rollout.Reason, running, gates);
}
