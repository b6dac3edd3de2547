using RetailKlip.Core;
using RetailKlip.Vision;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>How well the encoder as it is now names products that it is not trained on.</summary>
/// <param name="lines">Gallery and queries; other roles do not count.</param>
/// <param name="images">The folder that the lines' paths are relative to.</param>
public sealed class Validation(IReadOnlyList<ProtocolLine> lines, string images, ModelInput input, Device device)
{
    private readonly PictureEmbedder _embedder = new(images, input, device);

    /// <returns>The share of queries whose nearest gallery picture shows their product, in [0, 1].</returns>
    /// <exception cref="PictureException">A picture cannot be read.</exception>
    public double Score(ImageEncoder encoder) => _embedder.Top1(encoder, Of(ProtocolRole.Gallery), Of(ProtocolRole.Query));

    private List<ProtocolLine> Of(ProtocolRole role) => [.. lines.Where(line => line.Role == role)];
}
