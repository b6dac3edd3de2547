namespace RetailKlip.Tuf;

/// <summary>Where a role of a repository stands.</summary>
/// <param name="Role">Its name.</param>
/// <param name="Version">That is published; 0 where the role is only staged.</param>
/// <param name="Expires">When that expires.</param>
/// <param name="Due">Whether it should be signed anew.</param>
/// <param name="KeyIds">Who signs for it.</param>
/// <param name="Threshold">How many of them must.</param>
/// <param name="Staged">A next version that waits for signatures; null where there is none.</param>
public sealed record RoleStatus(
    string Role, long Version, DateTimeOffset Expires, bool Due, IReadOnlyList<string> KeyIds, int Threshold, StagedStatus? Staged);
