namespace RetailKlip.Trainer;

/// <summary>
/// Draws the batches of an epoch on other threads, a few ahead of the training step. What a sample looks like depends on
/// seed, epoch and place alone, never on threads or on what was drawn before.
/// </summary>
/// <param name="samples">What the sampler's numbers stand for.</param>
public sealed class TrainingLoader(
    PictureCache cache, IReadOnlyList<TrainingSample> samples, MPerClassSampler sampler, Augmenter augmenter, int size, ulong seed)
{
    private const int Ahead = 3;

    public IEnumerable<TrainingBatch> Epoch(int epoch)
    {
        var batches = sampler.Epoch(epoch);
        var drawing = new Queue<Task<TrainingBatch>>();
        for (var b = 0; b < batches.Count; b++)
        {
            for (var ahead = b + drawing.Count; ahead < Math.Min(batches.Count, b + Ahead); ahead++)
            {
                var batch = ahead;
                drawing.Enqueue(Task.Run(() => Draw(batches[batch], epoch, batch)));
            }
            yield return drawing.Dequeue().GetAwaiter().GetResult();
        }
    }

    private TrainingBatch Draw(int[] numbers, int epoch, int batch)
    {
        var bytes = size * size * 3;
        var pixels = new byte[numbers.Length * bytes];
        var labels = new long[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            var sample = samples[numbers[i]];
            var random = Seeds.Random(seed, (ulong)epoch + 1, ((ulong)batch << 20) + (ulong)i);
            augmenter.Draw(cache[sample.Picture], sample.Recolouring, random, pixels.AsSpan(i * bytes, bytes));
            labels[i] = sample.Class;
        }
        return new(pixels, labels);
    }
}
