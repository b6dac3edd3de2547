using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// A block of MobileNetV2 (Sandler et al., CVPR 2018, table 1): widened by a 1×1 convolution, filtered channel by channel, narrowed by a
/// 1×1 convolution without rectifier, and added to its input where both have the same shape.
/// </summary>
public sealed class InvertedResidual : nn.Module<Tensor, Tensor>
{
    /// <param name="expansion">How many times wider the block is inside; 1 leaves the widening out.</param>
    public InvertedResidual(int from, int to, int expansion, int stride)
        : base(nameof(InvertedResidual))
    {
        var inside = from * expansion;
        if (expansion > 1)
        {
            Expand = new(from, inside, 1);
            register_module("expand", Expand);
        }
        Depthwise = new(inside, inside, 3, stride, isDepthwise: true);
        Project = new(inside, to, 1);
        register_module("depthwise", Depthwise);
        register_module("project", Project);
        HasShortcut = stride == 1 && from == to;
    }

    /// <summary>Null where the block is no wider inside.</summary>
    public FoldedConvolution? Expand { get; }

    public FoldedConvolution Depthwise { get; }

    public FoldedConvolution Project { get; }

    public bool HasShortcut { get; }

    /// <summary>In the order of computation.</summary>
    public IEnumerable<FoldedConvolution> Convolutions => Expand is null ? [Depthwise, Project] : [Expand, Depthwise, Project];

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = Expand is null ? input : nn.functional.relu6(Expand.forward(input));
        hidden = Project.forward(nn.functional.relu6(Depthwise.forward(hidden)));
        return (HasShortcut ? hidden + input : hidden).MoveToOuterDisposeScope();
    }

    internal string Write(OnnxGraph graph, string input)
    {
        var hidden = Expand is null ? input : graph.Relu6(Expand.Write(graph, input));
        hidden = Project.Write(graph, graph.Relu6(Depthwise.Write(graph, hidden)));
        return HasShortcut ? graph.Add(hidden, input) : hidden;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var convolution in Convolutions)
                convolution.Dispose();
        base.Dispose(disposing);
    }
}
