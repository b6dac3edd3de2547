using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// The power mean of each channel over the picture; its exponent is learnt. 1 is average pooling, large is maximum
/// pooling. (Radenović et al., TPAMI 2018.)
/// </summary>
public sealed class GeneralizedMeanPooling : nn.Module<Tensor, Tensor>
{
    /// <summary>Smaller inputs are raised to this, so that the gradient stays finite.</summary>
    public const float Least = 1e-5f;

    public GeneralizedMeanPooling()
        : base(nameof(GeneralizedMeanPooling))
    {
        register_parameter("exponent", nn.Parameter(full([1], 3f)));
    }

    public float Exponent => Learnt.item<float>();

    // Asked for by name, since moving the module to another device exchanges it.
    private Parameter Learnt => get_parameter("exponent")!;

    /// <returns>N×C, of the input's type.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        // Powers need float32's digits, whatever the convolutions compute in.
        var precise = input.to(ScalarType.Float32).clamp_min(Least);
        return precise.pow(Learnt).mean([2, 3]).pow(Learnt.reciprocal()).to(input.dtype).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Learnt.Dispose();
        base.Dispose(disposing);
    }
}
