using System.Collections.Concurrent;
using RetailKlip.Core;
using RetailKlip.Vision;
using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Embeds pictures with an encoder that is still in training, prepared as its finished model will have them. What was prepared once is
/// kept, so that many encoders of one input can be measured on the same pictures.
/// </summary>
/// <param name="images">The folder that paths are relative to.</param>
public sealed class PictureEmbedder(string images, ModelInput input, Device device)
{
    private const int Batch = 32;

    private readonly Dictionary<string, float[]> _prepared = new(StringComparer.Ordinal);

    /// <returns>N×D of length 1, on the encoder's device; the caller disposes it.</returns>
    /// <exception cref="PictureException">A picture cannot be read.</exception>
    public Tensor Embed(ImageEncoder encoder, IReadOnlyList<string> paths)
    {
        using var raw = EmbedRaw(encoder, paths);
        return nn.functional.normalize(raw, p: 2, dim: 1);
    }

    /// <returns>N×D as the network gives them, on the encoder's device; the caller disposes it.</returns>
    /// <exception cref="PictureException">A picture cannot be read.</exception>
    public Tensor EmbedRaw(ImageEncoder encoder, IReadOnlyList<string> paths)
    {
        Prepare(paths);
        var wasTraining = encoder.training;
        encoder.eval();
        try
        {
            using var gradients = no_grad();
            using var scope = NewDisposeScope();
            var parts = new List<Tensor>();
            foreach (var chunk in paths.Chunk(Batch))
            {
                using var part = NewDisposeScope();
                var pixels = tensor(
                    chunk.SelectMany(path => _prepared[path]).ToArray(), [chunk.Length, 3, input.Height, input.Width], device: device);
                parts.Add(encoder.Embed(pixels).MoveToOuterDisposeScope());
            }
            return cat(parts).MoveToOuterDisposeScope();
        }
        finally
        {
            encoder.train(wasTraining);
        }
    }

    /// <summary>The share of queries whose nearest gallery picture shows their product.</summary>
    /// <returns>In [0, 1].</returns>
    public double Top1(ImageEncoder encoder, IReadOnlyList<ProtocolLine> gallery, IReadOnlyList<ProtocolLine> queries) =>
        Top1(encoder, gallery, [queries])[0];

    /// <summary>The same for several sets of queries to one gallery, which is embedded once.</summary>
    /// <returns>A share a set.</returns>
    public IReadOnlyList<double> Top1(ImageEncoder encoder, IReadOnlyList<ProtocolLine> gallery, IReadOnlyList<IReadOnlyList<ProtocolLine>> sets)
    {
        using var scope = NewDisposeScope();
        var enrolled = Embed(encoder, Paths(gallery));
        return [.. sets.Select(Share)];

        double Share(IReadOnlyList<ProtocolLine> queries)
        {
            var asked = Embed(encoder, Paths(queries));
            var nearest = asked.matmul(enrolled.t()).argmax(1).cpu().data<long>().ToArray();
            return queries.Zip(nearest).Average(pair => gallery[(int)pair.Second].Product == pair.First.Product ? 1.0 : 0);
        }
    }

    private static List<string> Paths(IEnumerable<ProtocolLine> lines) => [.. lines.Select(line => line.Path)];

    private void Prepare(IReadOnlyList<string> paths)
    {
        var missing = paths.Where(path => !_prepared.ContainsKey(path)).Distinct(StringComparer.Ordinal).ToList();
        var values = new float[missing.Count][];
        var idle = new ConcurrentBag<Preprocessing>();
        ParallelWork.For(missing.Count, i =>
        {
            if (!idle.TryTake(out var preprocessing))
                preprocessing = new(input);
            using var picture = Pictures.Read(Path.Combine(images, missing[i]));
            values[i] = new float[input.Length];
            preprocessing.Write(picture, values[i]);
            idle.Add(preprocessing);
        });
        for (var i = 0; i < missing.Count; i++)
            _prepared.Add(missing[i], values[i]);
    }
}
