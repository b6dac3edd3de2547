using RetailKlip.Tuf;

namespace RetailKlip.Cli;

/// <summary>A role in the output of <c>klip keys list</c>.</summary>
/// <param name="Keys">By id.</param>
/// <param name="StagedFile">What waits for <see cref="MissingSignatures"/>; null where nothing does.</param>
internal sealed record RoleLine(
    string Role,
    long Version,
    DateTimeOffset Expires,
    bool Due,
    int Threshold,
    IReadOnlyList<string> Keys,
    string? StagedFile,
    int MissingSignatures)
{
    public static RoleLine Of(RoleStatus status) => new(
        status.Role, status.Version, status.Expires, status.Due, status.Threshold, status.KeyIds,
        status.Staged?.File, status.Staged?.Missing ?? 0);
}
