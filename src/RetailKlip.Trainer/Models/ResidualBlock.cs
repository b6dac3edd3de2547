using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Two 3×3 convolutions beside a shortcut. Where the size halves, the shortcut averages 2×2 pixels before its 1×1
/// convolution, so that it drops none (He et al., "Bag of Tricks", CVPR 2019, ResNet-D).
/// </summary>
public sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly AvgPool2d? _pool;

    public ResidualBlock(int from, int to, int stride)
        : base(nameof(ResidualBlock))
    {
        First = new(from, to, 3, stride);
        Second = new(to, to, 3, 1);
        Second.StartAtZero();
        register_module("first", First);
        register_module("second", Second);
        if (stride > 1 || from != to)
        {
            Shortcut = new(from, to, 1, 1);
            register_module("shortcut", Shortcut);
        }
        Stride = stride;
        if (stride > 1)
            _pool = nn.AvgPool2d(stride, stride);
    }

    public ConvNorm First { get; }

    public ConvNorm Second { get; }

    /// <summary>Null where input and output have the same shape.</summary>
    public ConvNorm? Shortcut { get; }

    public int Stride { get; }

    public override Tensor forward(Tensor input)
    {
        using var hidden = First.forward(input).relu_();
        using var shortcut = Shortcut is null ? input.alias() : Shortcut.forward(_pool is null ? input : _pool.forward(input));
        return Second.forward(hidden).add_(shortcut).relu_();
    }

    internal string Write(OnnxGraph graph, string input)
    {
        var shortcut = Shortcut is null ? input : Shortcut.Write(graph, Stride > 1 ? graph.AveragePool(input, Stride) : input);
        var hidden = graph.Relu(First.Write(graph, input));
        return graph.Relu(graph.Add(Second.Write(graph, hidden), shortcut));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            First.Dispose();
            Second.Dispose();
            Shortcut?.Dispose();
            _pool?.Dispose();
        }
        base.Dispose(disposing);
    }
}
