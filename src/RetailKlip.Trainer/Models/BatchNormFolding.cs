using static TorchSharp.torch;

namespace RetailKlip.Trainer;

internal static class BatchNormFolding
{
    /// <summary>What batch normalisation multiplies each channel by in evaluation.</summary>
    public static Tensor Scale(Tensor weight, Tensor variance, double epsilon) => weight / (variance + epsilon).sqrt();
}
