using System.Net;

namespace RetailKlip.Tuf;

/// <summary>Gets files of a repository, never more of them than was allowed.</summary>
internal sealed class Fetcher(HttpClient http, UpdaterOptions options, TimeProvider time)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>A metadata file of at most <paramref name="limit"/> bytes; null where the repository does not have it.</summary>
    /// <exception cref="TufException">It is longer, or cannot be got.</exception>
    public async Task<byte[]?> ReadAsync(Uri address, long limit, CancellationToken stop)
    {
        using var transfer = await Transfer.BeginAsync(http, address, 0, options, time, stop);
        // Stores such as S3 answer 403 where there is nothing and listing is not allowed.
        if (transfer.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
            return null;
        if (transfer.Status != HttpStatusCode.OK)
            throw transfer.Refused();
        if (transfer.Length > limit)
            throw TooLong(address, limit);
        using var body = new MemoryStream();
        var buffer = new byte[Math.Min(BufferBytes, limit + 1)];
        while (await transfer.ReadAsync(buffer) is > 0 and var read)
        {
            if (body.Length + read > limit)
                throw TooLong(address, limit);
            body.Write(buffer.AsSpan(0, read));
        }
        return body.ToArray();
    }

    /// <summary>Gets a target into a file, goes on where an earlier download of the same content was interrupted, and leaves it at
    /// <paramref name="destination"/> only when length and hashes are right.</summary>
    /// <exception cref="TufException">The target is not what its metadata says, or cannot be got.</exception>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    public async Task DownloadAsync(Uri address, TargetFile target, string destination, CancellationToken stop)
    {
        var folder = Path.GetDirectoryName(destination)!;
        Directory.CreateDirectory(folder);
        PartialFile.DeleteOld(folder, time.GetUtcNow() - options.PartialLifetime);
        using (var partial = PartialFile.Open(folder, target))
        {
            var resumed = partial.Length > 0;
            await FillAsync(address, target, partial, stop);
            if (!partial.IsComplete() && resumed)
            {
                // The beginning may be what was wrong.
                partial.Restart();
                await FillAsync(address, target, partial, stop);
            }
            if (!partial.IsComplete())
            {
                partial.Delete();
                throw new TufException(TufFailure.Mismatched, $"{address} has not the hash that its metadata says");
            }
            partial.Finish();
        }
        DurableFile.Publish(PartialFile.PathOf(folder, target), destination);
    }

    private async Task FillAsync(Uri address, TargetFile target, PartialFile partial, CancellationToken stop)
    {
        if (partial.Length == target.Length)
            return;
        using var transfer = await Transfer.BeginAsync(http, address, partial.Length, options, time, stop);
        switch (transfer.Status)
        {
            case HttpStatusCode.PartialContent when Continues(transfer, partial, target):
                break;
            case HttpStatusCode.OK:
                partial.Restart();
                break;
            // Another range than was asked for, or none: the server has another file now, or cannot count.
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when partial.Length > 0:
                partial.Restart();
                await FillAsync(address, target, partial, stop);
                return;
            case HttpStatusCode.NotFound or HttpStatusCode.Forbidden:
                throw new TufException(TufFailure.Missing, $"{address} is not there");
            default:
                throw transfer.Refused();
        }
        if (transfer.Length is { } length && length != target.Length - partial.Length)
        {
            var whole = partial.Length + length;
            partial.Delete();
            throw new TufException(TufFailure.Mismatched, $"{address} has {whole} bytes, but its metadata says {target.Length}");
        }
        await CopyAsync(transfer, address, target, partial, stop);
    }

    private static async Task CopyAsync(Transfer transfer, Uri address, TargetFile target, PartialFile partial, CancellationToken stop)
    {
        var buffer = new byte[BufferBytes];
        while (await transfer.ReadAsync(buffer) is > 0 and var read)
        {
            if (partial.Length + read > target.Length)
            {
                partial.Delete();
                throw TooLong(address, target.Length);
            }
            await partial.AppendAsync(buffer.AsMemory(0, read), stop);
        }
        if (partial.Length < target.Length)
            throw new TufException(TufFailure.Unreachable,
                $"{address} ended after {partial.Length} of {target.Length} bytes; the next attempt goes on from there");
    }

    private static bool Continues(Transfer transfer, PartialFile partial, TargetFile target) =>
        transfer.Range is { Unit: "bytes", From: { } from } range
        && from == partial.Length
        && (range.To is null || range.To == target.Length - 1)
        && (range.Length is null || range.Length == target.Length);

    private static TufException TooLong(Uri address, long limit) =>
        new(TufFailure.TooLong, FormattableString.Invariant($"{address} has more than the {limit} bytes that are accepted"));
}
