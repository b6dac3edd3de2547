namespace RetailKlip.Core;

/// <summary>
/// Where a gallery's releases lie among the targets: the newest whole one under a name that stays, and deltas by the version that
/// they change, each up to the next one kept. A kiosk needs no list.
/// </summary>
public static class ReleaseTargets
{
    /// <summary>Of the role that signs releases.</summary>
    public const string Folder = "galleries";

    public static string Snapshot(string gallery) => $"{Folder}/{Checked(gallery)}.release";

    /// <summary>A version that is not the newest any more, and that some kiosks are still told to run.</summary>
    public static string Version(string gallery, long version) => FormattableString.Invariant($"{Folder}/{Checked(gallery)}.{version}.release");

    /// <param name="from">The version that a kiosk has.</param>
    public static string Delta(string gallery, long from) => FormattableString.Invariant($"{Folder}/{Checked(gallery)}.{from}.delta");

    /// <summary>1 to 64 lower-case letters, digits and hyphens, no hyphen at the ends.</summary>
    public static bool IsName(string? gallery) =>
        gallery is { Length: > 0 and <= 64 } && gallery[0] != '-' && gallery[^1] != '-'
        && gallery.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string Checked(string gallery) => IsName(gallery)
        ? gallery
        : throw new ArgumentException(
            $"'{gallery}' is no name of a gallery: 1 to 64 lower-case letters, digits and hyphens are expected.", nameof(gallery));
}
