namespace RetailKlip.Tuf;

/// <summary>The beginning of a target, named by the hash of the whole: what is there from an earlier attempt at the same content
/// is used, and nobody takes it for the target.</summary>
internal sealed class PartialFile : IDisposable
{
    private const string Extension = ".partial";

    private readonly FileStream _stream;
    private readonly TargetFile _target;

    private PartialFile(FileStream stream, TargetFile target)
    {
        (_stream, _target) = (stream, target);
        if (_stream.Length > target.Length)
            Restart();
        _stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>In bytes.</summary>
    public long Length => _stream.Position;

    /// <exception cref="TufException">The metadata lists no hash that is known.</exception>
    public static string PathOf(string folder, TargetFile target) => Path.Combine(folder, $".{HashOf(target)}{Extension}");

    public static string HashOf(TargetFile target) => Digests.Preferred(target.Hashes) is { } hash && hash.All(char.IsAsciiHexDigit)
        ? hash
        : throw new TufException(TufFailure.Mismatched,
            $"target {target.Path} has no SHA-256 or SHA-512 in its metadata, so nothing can prove it");

    public static PartialFile Open(string folder, TargetFile target) =>
        new(new FileStream(PathOf(folder, target), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), target);

    /// <summary>Deletes what nobody continued since <paramref name="before"/>.</summary>
    public static void DeleteOld(string folder, DateTimeOffset before)
    {
        foreach (var file in Directory.EnumerateFiles(folder, $".*{Extension}"))
            if (File.GetLastWriteTimeUtc(file) < before.UtcDateTime)
                File.Delete(file);
    }

    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) => _stream.WriteAsync(bytes, stop);

    public void Restart() => _stream.SetLength(0);

    /// <summary>Whether it is the target, byte for byte.</summary>
    public bool IsComplete()
    {
        if (Length != _target.Length)
            return false;
        using var hashes = new Digests.Running(_target.Hashes);
        var buffer = new byte[64 * 1024];
        _stream.Seek(0, SeekOrigin.Begin);
        while (_stream.Read(buffer) is > 0 and var read)
            hashes.Append(buffer.AsSpan(0, read));
        return hashes.Match();
    }

    /// <summary>Flushes it to the disk; it can be renamed once it is closed.</summary>
    public void Finish() => _stream.Flush(flushToDisk: true);

    /// <summary>Closes and deletes it.</summary>
    public void Delete()
    {
        _stream.Dispose();
        File.Delete(_stream.Name);
    }

    public void Dispose() => _stream.Dispose();
}
