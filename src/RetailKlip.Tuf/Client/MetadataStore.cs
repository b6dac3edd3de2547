namespace RetailKlip.Tuf;

/// <summary>The metadata that this client trusts, one file a role, each exactly as the repository sent it. A file is the old one
/// or the new one, never half of either.</summary>
/// <param name="folder">Of this repository alone; it is created with the first file.</param>
public sealed class MetadataStore(string folder)
{
    private const long LargestRoot = 512_000;

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Whether a root lies there that its own keys signed. Where it is missing, or the disk has damaged it, a first root must be
    /// trusted (again).</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool HasRoot
    {
        get
        {
            try
            {
                return Read(RoleNames.Root, LargestRoot) is { } root && new TrustedMetadata(root, DateTimeOffset.MinValue).Root.Version > 0;
            }
            catch (TufException)
            {
                return false;
            }
        }
    }

    /// <summary>Where a role's file is.</summary>
    public string PathOf(string role) => Path.Combine(Folder, RoleNames.FileName(role));

    /// <summary>Makes a root file from outside the trusted one, in place of any other: whoever hands it over vouches for it.</summary>
    /// <param name="fingerprint">SHA-256 in hex that the file must have, such as from a registration code; null where the file
    /// itself came on a trusted way.</param>
    /// <exception cref="TufException">It is no root signed by its own keys, or has another fingerprint.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Trust(ReadOnlyMemory<byte> root, string? fingerprint = null)
    {
        var actual = Digests.Of(root.Span);
        if (fingerprint is not null && !string.Equals(fingerprint, actual, StringComparison.OrdinalIgnoreCase))
            throw new TufException(TufFailure.Mismatched,
                $"the root file has the fingerprint {actual}, but {fingerprint} was expected: take another file, or register anew");
        _ = new TrustedMetadata(root, DateTimeOffset.MinValue);
        Write(RoleNames.Root, root.Span);
    }

    /// <summary>A role's file; null where there is none or it is longer than <paramref name="limit"/> bytes.</summary>
    internal byte[]? Read(string role, long limit)
    {
        try
        {
            using var stream = File.OpenRead(PathOf(role));
            if (stream.Length > limit)
                return null;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    internal void Write(string role, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Folder);
        DurableFile.Write(PathOf(role), bytes);
    }

    internal void Delete(string role)
    {
        if (Directory.Exists(Folder))
            File.Delete(PathOf(role));
    }
}
