using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Picture files to embeddings: decoded ahead on all processors, encoded in batches.</summary>
internal static class PictureEncoder
{
    private const int BatchSize = 16;

    /// <summary>Every path once, in order.</summary>
    public static IEnumerable<EncodedPicture> Encode(Encoder encoder, IReadOnlyList<string> paths, CancellationToken stop)
    {
        var batch = new List<ReadPicture>(BatchSize);
        using var reader = new PictureReader(paths);
        try
        {
            foreach (var picture in reader.ReadAhead(stop))
            {
                batch.Add(picture);
                if (batch.Count < BatchSize && batch.Sum(read => read.Bytes) < PictureReader.MostWaitingBytes)
                    continue;
                foreach (var encoded in EncodeBatch(encoder, batch))
                    yield return encoded;
                Release(batch);
            }
            foreach (var encoded in EncodeBatch(encoder, batch))
                yield return encoded;
        }
        finally
        {
            Release(batch);
        }
    }

    private static IEnumerable<EncodedPicture> EncodeBatch(Encoder encoder, List<ReadPicture> batch)
    {
        var whole = batch.Where(picture => picture.Image is not null).ToList();
        var embeddings = whole.Count > 0 ? encoder.Embed([.. whole.Select(picture => picture.Image!)]) : [];
        var next = 0;
        return [.. batch.Select(picture =>
            new EncodedPicture(picture.Index, picture.Path, picture.Image is null ? null : embeddings[next++], picture.Error))];
    }

    private static void Release(List<ReadPicture> batch)
    {
        foreach (var picture in batch)
            picture.Dispose();
        batch.Clear();
    }
}
