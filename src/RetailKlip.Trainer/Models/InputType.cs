using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>Layers with float32 weights that compute in the type of what they are given.</summary>
internal static class InputType
{
    public static Tensor Follow(this Linear layer, Tensor input) => Linear(input, layer.weight!, layer.bias!);

    public static Tensor Follow(this LayerNorm norm, Tensor input)
    {
        using var weight = norm.weight!.to(input.dtype);
        using var bias = norm.bias!.to(input.dtype);
        return nn.functional.layer_norm(input, norm.normalized_shape, weight, bias, norm.eps);
    }

    /// <param name="weight">outputs × inputs.</param>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor bias)
    {
        using var typedWeight = weight.to(input.dtype);
        using var typedBias = bias.to(input.dtype);
        return nn.functional.linear(input, typedWeight, typedBias);
    }
}
