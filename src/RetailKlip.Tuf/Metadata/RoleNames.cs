namespace RetailKlip.Tuf;

/// <summary>The four roles that every repository has, and how files of a role are called.</summary>
public static class RoleNames
{
    public const string Root = "root";
    public const string Timestamp = "timestamp";
    public const string Snapshot = "snapshot";
    public const string Targets = "targets";

    public static IReadOnlyList<string> TopLevel { get; } = [Root, Timestamp, Snapshot, Targets];

    public static bool IsTopLevel(string role) => TopLevel.Contains(role);

    /// <summary>The name of a role's file, on disk and in addresses: percent-encoded, so that no name leaves its folder.</summary>
    /// <param name="version">The prefix of a consistent snapshot; null where there is none.</param>
    public static string FileName(string role, long? version = null) =>
        FormattableString.Invariant($"{version}{(version is null ? "" : ".")}{Uri.EscapeDataString(role)}.json");

    /// <summary>How snapshot metadata calls a role's file: as it is.</summary>
    internal static string MetaPath(string role) => role + ".json";
}
