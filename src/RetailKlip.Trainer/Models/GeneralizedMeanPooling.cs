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

    private readonly Parameter _exponent;

    public GeneralizedMeanPooling()
        : base(nameof(GeneralizedMeanPooling))
    {
        _exponent = nn.Parameter(full([1], 3f));
        register_parameter("exponent", _exponent);
    }

    public float Exponent => _exponent.item<float>();

    /// <returns>N×C.</returns>
    public override Tensor forward(Tensor input) => input.clamp_min(Least).pow(_exponent).mean([2, 3]).pow(_exponent.reciprocal());

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _exponent.Dispose();
        base.Dispose(disposing);
    }
}
