using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

internal static class Numbers
{
    /// <summary>Row by row, whatever order they have in memory.</summary>
    public static float[] Values(this Tensor tensor)
    {
        using var flat = tensor.detach().contiguous();
        return flat.data<float>().ToArray();
    }
}
