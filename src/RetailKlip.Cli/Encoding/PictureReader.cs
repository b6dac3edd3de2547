using System.Collections.Concurrent;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Reads pictures ahead of whoever encodes them, on all processors, and hands them over in order.</summary>
internal sealed class PictureReader(IReadOnlyList<string> paths) : IDisposable
{
    /// <summary>Decoded pictures wait up to this size, besides one a processor being decoded: large photos must not fill memory.</summary>
    public const long MostWaitingBytes = 128L << 20;

    private const int MostWaiting = 64;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _room = new(0);
    private long _waitingBytes;

    /// <summary>Every path once, in order; broken pictures come as such. The caller disposes each.</summary>
    public IEnumerable<ReadPicture> ReadAhead(CancellationToken stop)
    {
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var pictures = new BlockingCollection<Task<ReadPicture>>(MostWaiting);
        using var decoders = new SemaphoreSlim(Environment.ProcessorCount);
        var producer = Task.Run(() => StartAll(pictures, decoders, finished.Token), CancellationToken.None);
        try
        {
            foreach (var picture in pictures.GetConsumingEnumerable(stop))
            {
                var read = picture.GetAwaiter().GetResult();
                Account(-read.Bytes);
                yield return read;
            }
        }
        finally
        {
            finished.Cancel();
            producer.GetAwaiter().GetResult();
            foreach (var picture in pictures)
                picture.GetAwaiter().GetResult().Dispose();
        }
    }

    public void Dispose() => _room.Dispose();

    private void StartAll(BlockingCollection<Task<ReadPicture>> pictures, SemaphoreSlim decoders, CancellationToken finished)
    {
        try
        {
            for (var i = 0; i < paths.Count; i++)
            {
                var index = i;
                decoders.Wait(finished);
                WaitForRoom(finished);
                pictures.Add(Task.Run(() => Decode(index, decoders), CancellationToken.None), finished);
            }
        }
        catch (OperationCanceledException)
        {
            // The consumer has stopped; what was started is disposed there.
        }
        finally
        {
            pictures.CompleteAdding();
        }
    }

    private ReadPicture Decode(int index, SemaphoreSlim decoders)
    {
        var read = Read(index);
        Account(read.Bytes);
        decoders.Release();
        return read;
    }

    private ReadPicture Read(int index)
    {
        try
        {
            return new ReadPicture(index, paths[index], Pictures.Read(paths[index]), null);
        }
        catch (PictureException broken)
        {
            return new ReadPicture(index, paths[index], null, broken.Message);
        }
    }

    private void Account(long bytes)
    {
        lock (_gate)
            _waitingBytes += bytes;
        if (bytes < 0)
            _room.Release();
    }

    private void WaitForRoom(CancellationToken finished)
    {
        while (true)
        {
            lock (_gate)
                if (_waitingBytes < MostWaitingBytes)
                    return;
            _room.Wait(finished);
        }
    }
}
