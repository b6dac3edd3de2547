namespace RetailKlip.Tuf;

/// <summary>Who signs for what in a new repository.</summary>
public sealed class RepositoryPlan
{
    /// <summary>Keys that stay offline: they decide about all others.</summary>
    public required RoleKeys Root { get; init; }

    /// <summary>Keys that stay offline where everything that changes often is delegated.</summary>
    public required RoleKeys Targets { get; init; }

    public required RoleKeys Snapshot { get; init; }

    public required RoleKeys Timestamp { get; init; }

    /// <summary>In order of trust.</summary>
    public IReadOnlyList<PlannedDelegation> Delegations { get; init; } = [];
}
