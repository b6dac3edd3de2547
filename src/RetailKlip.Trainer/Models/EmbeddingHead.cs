using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>A linear layer and batch normalisation; on export the two become one linear layer.</summary>
public sealed class EmbeddingHead : nn.Module<Tensor, Tensor>
{
    private readonly Linear _linear;
    private readonly BatchNorm1d _norm;

    public EmbeddingHead(int from, int dimension)
        : base(nameof(EmbeddingHead))
    {
        _linear = nn.Linear(from, dimension, hasBias: false);
        _norm = nn.BatchNorm1d(dimension);
        register_module("linear", _linear);
        register_module("norm", _norm);
    }

    public override Tensor forward(Tensor input)
    {
        using var weight = _linear.weight.to(input.dtype);
        using var hidden = nn.functional.linear(input, weight);
        return _norm.forward(hidden);
    }

    /// <summary>Weight (D × channels) and bias (D) of the one linear layer that equals both in evaluation.</summary>
    public (Tensor Weight, Tensor Bias) Fold()
    {
        using var gradients = no_grad();
        using var scale = BatchNormFolding.Scale(_norm.weight!, _norm.running_var!, _norm.eps);
        return (_linear.weight * scale.view(-1, 1), _norm.bias! - _norm.running_mean! * scale);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _linear.Dispose();
            _norm.Dispose();
        }
        base.Dispose(disposing);
    }
}
