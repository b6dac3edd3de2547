using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>
/// Files that are named by the SHA-256 of their content, in the data folder that replicas share: a file never changes, and what is stored twice lies
/// there once. No part of a path comes from a user.
/// </summary>
internal sealed class FileStore(IOptions<ServerOptions> options, TimeProvider time)
{
    private string Folder => Path.Combine(Path.GetFullPath(options.Value.Data), "files");

    /// <returns>The content's digest: 64 lower-case hex digits.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var digest = Digest(content.Span);
        var path = PathOf(digest);
        // One that is damaged is made whole; one that is there is young again, see SweepAsync.
        if (await TryReadAsync(path, digest, content.Length, cancellation) is not null)
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return digest;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Of one name each: several may store the same content at once.
        var temporary = $"{path}.{Guid.NewGuid():n}.new";
        try
        {
            await File.WriteAllBytesAsync(temporary, content, cancellation);
            DurableFile.Publish(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
        return digest;
    }

    /// <param name="most">Bytes that the file may have; a larger one is not read.</param>
    /// <exception cref="FileDamagedException">The file is missing, larger, or not what was stored.</exception>
    public async Task<byte[]> GetAsync(string digest, long most, CancellationToken cancellation)
    {
        var path = PathOf(digest);
        return await TryReadAsync(path, digest, most, cancellation)
            ?? throw new FileDamagedException($"{path} is missing or is not what was stored: restore it from a backup, or store the file again.");
    }

    /// <summary>Takes away files that nobody names any more.</summary>
    /// <param name="storedBefore">Younger files stay: who stored one may name it yet.</param>
    /// <param name="isNamed">Whether a digest is still used.</param>
    /// <returns>How many went.</returns>
    public async Task<int> SweepAsync(DateTimeOffset storedBefore, Func<IReadOnlyList<string>, Task<IReadOnlySet<string>>> isNamed)
    {
        const int AtOnce = 500;
        var gone = 0;
        if (!Directory.Exists(Folder))
            return gone;
        foreach (var some in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(IsOld).Chunk(AtOnce))
        {
            var named = await isNamed([.. some.Select(path => Path.GetFileName(path)!)]);
            foreach (var path in some.Where(path => !named.Contains(Path.GetFileName(path)) && IsOld(path)))
            {
                File.Delete(path);
                gone++;
            }
        }
        return gone;

        bool IsOld(string path) => File.GetLastWriteTimeUtc(path) < storedBefore;
    }

    private static async Task<byte[]?> TryReadAsync(string path, string digest, long most, CancellationToken cancellation)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, useAsync: true);
            if (file.Length > most)
                return null;
            var content = new byte[file.Length];
            await file.ReadExactlyAsync(content, cancellation);
            return Digest(content) == digest ? content : null;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException)
        {
            return null;
        }
    }

    private string PathOf(string digest) => digest.Length == 64 && digest.All(char.IsAsciiHexDigitLower)
        ? Path.Combine(Folder, digest[..2], digest[2..4], digest)
        : throw new ArgumentException($"'{digest}' is no SHA-256 in lower-case hex.", nameof(digest));

    private static string Digest(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
