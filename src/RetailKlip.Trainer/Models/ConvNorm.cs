using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>A convolution without bias and its batch normalisation; on export the two become one convolution.</summary>
public sealed class ConvNorm : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _convolution;
    private readonly BatchNorm2d _norm;

    /// <param name="kernel">Odd side in pixels; the border is padded by half of it.</param>
    public ConvNorm(int from, int to, int kernel, int stride)
        : base(nameof(ConvNorm))
    {
        To = to;
        Kernel = kernel;
        Stride = stride;
        _convolution = nn.Conv2d(from, to, kernel, stride, kernel / 2, bias: false);
        _norm = nn.BatchNorm2d(to);
        register_module("convolution", _convolution);
        register_module("norm", _norm);
        nn.init.kaiming_normal_(_convolution.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
    }

    /// <summary>Channels out.</summary>
    public int To { get; }

    public int Kernel { get; }

    public int Stride { get; }

    public override Tensor forward(Tensor input)
    {
        using var weight = _convolution.weight.to(input.dtype);
        using var hidden = nn.functional.conv2d(input, weight, strides: [Stride, Stride], padding: [Kernel / 2, Kernel / 2]);
        return _norm.forward(hidden);
    }

    /// <summary>Lets the layer start as zero, so that a residual block starts as its shortcut.</summary>
    public void StartAtZero() => nn.init.zeros_(_norm.weight!);

    /// <summary>Weight (out × in × kernel × kernel) and bias (out) of the one convolution that equals both in evaluation.</summary>
    public (Tensor Weight, Tensor Bias) Fold()
    {
        using var gradients = no_grad();
        using var scale = BatchNormFolding.Scale(_norm.weight!, _norm.running_var!, _norm.eps);
        return (_convolution.weight * scale.view(-1, 1, 1, 1), _norm.bias! - _norm.running_mean! * scale);
    }

    internal string Write(OnnxGraph graph, string input)
    {
        var (weight, bias) = Fold();
        return graph.Convolution(input, weight, bias, Stride);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _convolution.Dispose();
            _norm.Dispose();
        }
        base.Dispose(disposing);
    }
}
