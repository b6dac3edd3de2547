using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Multi-head attention of tokens to each other: N×tokens×channels in and out. Queries, keys and values are one packed projection, as in
/// PyTorch's MultiheadAttention, after which the parameters are named and drawn.
/// </summary>
public sealed class SelfAttention : nn.Module<Tensor, Tensor>
{
    private const string WeightName = "in_proj_weight";
    private const string BiasName = "in_proj_bias";

    private readonly int _heads;
    private readonly Linear _output;

    public SelfAttention(int width, int heads)
        : base(nameof(SelfAttention))
    {
        _heads = heads;
        _output = nn.Linear(width, width);
        nn.init.zeros_(_output.bias!);
        register_parameter(WeightName, nn.Parameter(nn.init.xavier_uniform_(empty(3 * width, width))));
        register_parameter(BiasName, nn.Parameter(zeros(3 * width)));
        register_module("out_proj", _output);
    }

    // Asked for by name, since moving the module to another device exchanges them.
    private Parameter Weight => get_parameter(WeightName)!;

    private Parameter Bias => get_parameter(BiasName)!;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (pictures, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var packed = InputType.Linear(input, Weight, Bias).view(pictures, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        var attended = nn.functional.scaled_dot_product_attention(packed[0], packed[1], packed[2]);
        return _output.Follow(attended.transpose(1, 2).reshape(pictures, tokens, width)).MoveToOuterDisposeScope();
    }

    internal string Write(OnnxGraph graph, string input)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var width = Weight.shape[1];
        // The queries' scale is theirs from the start.
        var scale = ones_like(Bias).unsqueeze(1);
        scale.slice(0, 0, width, 1).fill_(1 / Math.Sqrt((double)width / _heads));
        var packed = graph.Split(graph.Project(input, Weight * scale, Bias * scale.squeeze(1)), 3);
        var shares = graph.Softmax(graph.Multiply(Heads(packed[0], 0, 2, 1, 3), Heads(packed[1], 0, 2, 3, 1)));
        var attended = graph.Transpose(graph.Multiply(shares, Heads(packed[2], 0, 2, 1, 3)), 0, 2, 1, 3);
        return graph.Project(graph.Reshape(attended, 0, 0, width), _output.weight!, _output.bias!);

        string Heads(string value, params long[] order) => graph.Transpose(graph.Reshape(value, 0, 0, _heads, width / _heads), order);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Weight.Dispose();
            Bias.Dispose();
            _output.Dispose();
        }
        base.Dispose(disposing);
    }
}
