using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>Signs metadata that was carried to a key holder, who needs nothing else of the repository.</summary>
public static class StagedFile
{
    private const int LargestFile = 50_000_000;

    /// <summary>Adds a key's signature to a metadata file, in place of one that the key made before.</summary>
    /// <returns>What was signed.</returns>
    /// <exception cref="TufException">The file is no metadata.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static (string Type, long Version, DateTimeOffset Expires) Sign(string path, SigningKey key)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LargestFile } file)
            throw new TufException(TufFailure.TooLong, $"{path} has {file.Length} bytes: that is no metadata");
        var bytes = File.ReadAllBytes(path);
        return TypeOf(bytes) switch
        {
            RoleNames.Root => Sign<Root>(path, bytes, key),
            RoleNames.Timestamp => Sign<Timestamp>(path, bytes, key),
            RoleNames.Snapshot => Sign<Snapshot>(path, bytes, key),
            _ => Sign<Targets>(path, bytes, key),
        };
    }

    private static (string Type, long Version, DateTimeOffset Expires) Sign<T>(string path, byte[] bytes, SigningKey key)
        where T : Signed, ISignedFormat<T>
    {
        var signed = MetadataJson.Parse<T>(bytes, path).SignedBy(key);
        DurableFile.Write(Path.GetFullPath(path), signed.Bytes.Span);
        return (T.Type, signed.Signed.Version, signed.Signed.Expires);
    }

    // What it is not is said by whoever reads it then.
    private static string? TypeOf(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.GetProperty("signed").GetProperty("_type").GetString();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
