namespace RetailKlip.Tuf;

/// <summary>Where a repository keeps its files.</summary>
internal sealed class Addresses(Uri metadata, Uri targets)
{
    // What a path segment may hold as it is (RFC 3986, pchar).
    private const string Plain = "-._~!$&'()*+,;=:@";

    // Escaped names must arrive as they are: ..%2F is a name, not a way up.
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly string _metadata = Folder(metadata);
    private readonly string _targets = Folder(targets);

    /// <param name="version">In a consistent snapshot; null where names carry no version.</param>
    public Uri Metadata(string role, long? version) => new(_metadata + RoleNames.FileName(role, version), Verbatim);

    /// <param name="hash">In a consistent snapshot, before the file's own name; null where names carry no hash.</param>
    public Uri Target(string path, string? hash)
    {
        var segments = path.Split('/').Select(Escape).ToList();
        if (hash is not null)
            segments[^1] = $"{hash}.{segments[^1]}";
        return new Uri(_targets + string.Join('/', segments), Verbatim);
    }

    private static string Folder(Uri address) => address.AbsoluteUri is var text && text.EndsWith('/') ? text : text + "/";

    private static string Escape(string segment) => string.Concat(segment.EnumerateRunes().Select(rune =>
        rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || Plain.Contains((char)rune.Value))
            ? rune.ToString()
            : Uri.EscapeDataString(rune.ToString())));
}
