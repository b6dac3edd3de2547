using RetailKlip.Core;
using RetailKlip.Vision;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// How well the encoder as it is now names products that it is not trained on: the share of queries whose nearest gallery picture
/// shows their product. Pictures are prepared as the finished model will have them.
/// </summary>
/// <param name="lines">Gallery and queries; other roles do not count.</param>
/// <param name="images">The folder that the lines' paths are relative to.</param>
public sealed class Validation(IReadOnlyList<ProtocolLine> lines, string images, ModelInput input, Device device)
{
    private const int Batch = 32;

    private readonly Preprocessing _preprocessing = new(input);
    private readonly Dictionary<string, float[]> _prepared = new(StringComparer.Ordinal);

    /// <returns>Top-1 in [0, 1].</returns>
    /// <exception cref="PictureException">A picture cannot be read.</exception>
    public double Score(ImageEncoder encoder)
    {
        var wasTraining = encoder.training;
        encoder.eval();
        try
        {
            using var gradients = no_grad();
            using var scope = NewDisposeScope();
            var gallery = Of(ProtocolRole.Gallery);
            var queries = Of(ProtocolRole.Query);
            var nearest = Embed(encoder, queries).matmul(Embed(encoder, gallery).t()).argmax(1).cpu().data<long>().ToArray();
            return queries.Zip(nearest).Average(pair => gallery[(int)pair.Second].Product == pair.First.Product ? 1.0 : 0);
        }
        finally
        {
            encoder.train(wasTraining);
        }
    }

    private List<ProtocolLine> Of(ProtocolRole role) => [.. lines.Where(line => line.Role == role)];

    private Tensor Embed(ImageEncoder encoder, IReadOnlyList<ProtocolLine> pictures)
    {
        var parts = new List<Tensor>();
        foreach (var chunk in pictures.Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            var pixels = tensor(chunk.SelectMany(line => Prepared(line.Path)).ToArray(), [chunk.Length, 3, input.Height, input.Width], device: device);
            parts.Add(nn.functional.normalize(encoder.forward(pixels), p: 2, dim: 1).MoveToOuterDisposeScope());
        }
        return cat(parts);
    }

    private float[] Prepared(string path)
    {
        if (_prepared.TryGetValue(path, out var values))
            return values;
        using var picture = Pictures.Read(Path.Combine(images, path));
        values = new float[3 * input.Height * input.Width];
        _preprocessing.Write(picture, values);
        _prepared.Add(path, values);
        return values;
    }
}
