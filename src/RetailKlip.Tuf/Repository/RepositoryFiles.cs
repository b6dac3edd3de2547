using System.Globalization;
using System.Security.Cryptography;

namespace RetailKlip.Tuf;

/// <summary>
/// A repository's folder: <c>metadata/</c> and <c>targets/</c>, which any web server may serve as they are, and <c>staged/</c> with
/// what waits for signatures, which is nobody else's business. Published files never change, but for <c>timestamp.json</c>.
/// </summary>
internal sealed class RepositoryFiles(string folder)
{
    private const int LargestMetadata = 50_000_000;

    public string Metadata { get; } = Path.Combine(Path.GetFullPath(folder), "metadata");

    public string Targets { get; } = Path.Combine(Path.GetFullPath(folder), "targets");

    public string Staged { get; } = Path.Combine(Path.GetFullPath(folder), "staged");

    /// <summary>The newest root version; 0 where there is no repository yet.</summary>
    public long RootVersion => !Directory.Exists(Metadata) ? 0 : Directory.EnumerateFiles(Metadata, "*.root.json")
        .Select(file => Path.GetFileName(file).Split('.') is [var version, "root", "json"]
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .DefaultIfEmpty().Max();

    /// <summary>One change at a time, also of several processes.</summary>
    /// <exception cref="IOException">Another process changes the repository.</exception>
    public IDisposable Lock()
    {
        Directory.CreateDirectory(Metadata);
        Directory.CreateDirectory(Targets);
        Directory.CreateDirectory(Staged);
        var path = Path.Combine(Staged, ".lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new IOException($"{folder} is being changed by another process ({path} is locked): try again when it is done", held);
        }
    }

    public Metadata<T> Read<T>(string role, long? version)
        where T : Signed, ISignedFormat<T> => Read<T>(Path.Combine(Metadata, RoleNames.FileName(role, version)));

    /// <summary>Null where nothing is staged for the role.</summary>
    public Metadata<T>? ReadStaged<T>(string role)
        where T : Signed, ISignedFormat<T> => File.Exists(StagedPath(role)) ? Read<T>(StagedPath(role)) : null;

    public string StagedPath(string role) => Path.Combine(Staged, RoleNames.FileName(role));

    public void Write(string role, long? version, ReadOnlyMemory<byte> bytes) =>
        DurableFile.Write(Path.Combine(Metadata, RoleNames.FileName(role, version)), bytes.Span);

    /// <summary>Which targets a role has listed, newest version first, as long as it was published at all after a moment.</summary>
    public IEnumerable<TargetFile> ListedSince(string role, long published, DateTimeOffset moment)
    {
        // A version was the newest until the next one was written.
        for (var version = published - 1; version > 0 && WrittenAt(role, version + 1) >= moment.UtcDateTime; version--)
            if (File.Exists(Path.Combine(Metadata, RoleNames.FileName(role, version))))
                foreach (var target in Read<Targets>(role, version).Signed.Files.Values)
                    yield return target;
    }

    /// <summary>Deletes files of targets that are none of <paramref name="listed"/>, and what processes left that were killed while they stored one.</summary>
    /// <param name="storedBefore">Younger files stay: they may just be on the way to being listed.</param>
    /// <returns>How many went.</returns>
    public int DeleteTargets(IEnumerable<TargetFile> listed, DateTimeOffset storedBefore)
    {
        var kept = listed.SelectMany(target => target.Hashes.Values.Select(hash => PathOf(target.Path, hash))).ToHashSet(StringComparer.Ordinal);
        var gone = 0;
        foreach (var file in Directory.EnumerateFiles(Targets, "*", SearchOption.AllDirectories))
            if (!kept.Contains(file) && File.GetLastWriteTimeUtc(file) < storedBefore.UtcDateTime)
            {
                File.Delete(file);
                gone++;
            }
        return gone;
    }

    public void Stage(string role, ReadOnlyMemory<byte> bytes) => DurableFile.Write(StagedPath(role), bytes.Span);

    public void Unstage(string role) => File.Delete(StagedPath(role));

    /// <summary>Copies a target's content to where clients look for it, and describes it.</summary>
    /// <exception cref="ArgumentException">Its path leads elsewhere.</exception>
    public TargetFile Store(NewTarget target)
    {
        var segments = target.Path.Split('/');
        if (segments.Any(segment => segment is "" or "." or "..") || target.Path.Contains('\\', StringComparison.Ordinal))
            throw new ArgumentException($"'{target.Path}' is no path of a target: names with / between them are expected", nameof(target));
        var folder = Path.Combine([Targets, .. segments[..^1]]);
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():n}.new");
        try
        {
            var (length, hash) = Copy(target.File, temporary);
            DurableFile.Publish(temporary, PathOf(target.Path, hash));
            var hashes = new Dictionary<string, string> { [Digests.Sha256] = hash };
            return new TargetFile(target.Path, length, hashes) { Custom = target.Custom };
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private string PathOf(string targetPath, string hash)
    {
        var segments = targetPath.Split('/');
        return Path.Combine([Targets, .. segments[..^1], $"{hash}.{segments[^1]}"]);
    }

    private DateTime WrittenAt(string role, long version) => File.GetLastWriteTimeUtc(Path.Combine(Metadata, RoleNames.FileName(role, version)));

    private static (long Length, string Hash) Copy(string from, string to)
    {
        using var source = File.OpenRead(from);
        using var copy = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        while (source.Read(buffer) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            copy.Write(buffer, 0, read);
        }
        copy.Flush(flushToDisk: true);
        return (copy.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static Metadata<T> Read<T>(string path)
        where T : Signed, ISignedFormat<T> => new FileInfo(path) is { Exists: true, Length: > LargestMetadata }
            ? throw new TufException(TufFailure.TooLong, $"{path} has more than {LargestMetadata} bytes: that is no metadata")
            : MetadataJson.Parse<T>(File.ReadAllBytes(path), path);
}
