using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>Turns bytes into what the network reads: (value / 255 - mean) / std per channel.</summary>
/// <param name="mean">Of R, G, B scaled to [0, 1].</param>
/// <param name="std">Of R, G, B scaled to [0, 1].</param>
/// <param name="device">Where the network is.</param>
public sealed class PixelNormalization(IReadOnlyList<float> mean, IReadOnlyList<float> std, Device device) : IDisposable
{
    private readonly Tensor _mean = tensor([.. mean.Select(value => 255 * value)], device: device).DetachFromDisposeScope();
    private readonly Tensor _inverse = tensor([.. std.Select(value => 1 / (255 * value))], device: device).DetachFromDisposeScope();

    /// <param name="rgb">N × height × width × 3 bytes.</param>
    /// <returns>N×3×H×W float32, its channels last in memory, as convolutions on a CPU like them.</returns>
    public Tensor Apply(Memory<byte> rgb, int count, int width, int height)
    {
        using var bytes = tensor(rgb, [count, height, width, 3]);
        using var sent = bytes.to(device);
        using var values = sent.to(ScalarType.Float32);
        return values.sub_(_mean).mul_(_inverse).permute(0, 3, 1, 2);
    }

    public void Dispose()
    {
        _mean.Dispose();
        _inverse.Dispose();
    }
}
