using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// A convolution with a bias, into which the batch normalisation that it was first trained with is folded. Padded as TensorFlow does
/// ("same"): of an even side halved, only the far border gets a row.
/// </summary>
public sealed class FoldedConvolution : nn.Module<Tensor, Tensor>
{
    /// <param name="kernel">Odd side in pixels.</param>
    /// <param name="stride">1, or 2 for pictures of even sides.</param>
    /// <param name="isDepthwise">Each channel by itself; there are as many out as in.</param>
    public FoldedConvolution(int from, int to, int kernel, int stride = 1, bool isDepthwise = false)
        : base(nameof(FoldedConvolution))
    {
        (From, To, Kernel, Stride, IsDepthwise) = (from, to, kernel, stride, isDepthwise);
        var weight = empty(to, isDepthwise ? 1 : from, kernel, kernel);
        nn.init.kaiming_normal_(weight, mode: nn.init.FanInOut.FanIn, nonlinearity: nn.init.NonlinearityType.ReLU);
        register_parameter("weight", nn.Parameter(weight));
        register_parameter("bias", nn.Parameter(zeros(to)));
    }

    /// <summary>Channels in.</summary>
    public int From { get; }

    /// <summary>Channels out.</summary>
    public int To { get; }

    public int Kernel { get; }

    public int Stride { get; }

    public bool IsDepthwise { get; }

    /// <summary>out × in × kernel × kernel; where it is depthwise, in is 1.</summary>
    public Parameter Weight => get_parameter("weight")!;

    public Parameter Bias => get_parameter("bias")!;

    private int Groups => IsDepthwise ? To : 1;

    // Rows and columns added in front and behind: in all kernel - stride for sides that the stride divides, the odd one behind.
    private (int Before, int After) Padding => ((Kernel - Stride) / 2, Kernel - Stride - (Kernel - Stride) / 2);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (before, after) = Padding;
        var padded = before == after ? input : nn.functional.pad(input, [before, after, before, after]);
        var border = before == after ? before : 0;
        return nn.functional.conv2d(
                padded, Weight.to(input.dtype), Bias.to(input.dtype), strides: [Stride, Stride], padding: [border, border], groups: Groups)
            .MoveToOuterDisposeScope();
    }

    internal string Write(OnnxGraph graph, string input)
    {
        var (before, after) = Padding;
        return graph.Convolution(input, Weight, Bias, Stride, before, after, Groups);
    }
}
