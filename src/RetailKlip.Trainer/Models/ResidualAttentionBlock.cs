using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>Attention and a perceptron, each beside a shortcut and after a normalisation: N×tokens×channels in and out.</summary>
public sealed class ResidualAttentionBlock : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm _beforeAttention;
    private readonly SelfAttention _attention;
    private readonly LayerNorm _beforePerceptron;
    private readonly Perceptron _perceptron;

    public ResidualAttentionBlock(VisionTransformerOptions options)
        : base(nameof(ResidualAttentionBlock))
    {
        _beforeAttention = nn.LayerNorm(options.Width);
        _attention = new(options.Width, options.Heads);
        _beforePerceptron = nn.LayerNorm(options.Width);
        _perceptron = new(options.Width, options.MlpWidth, options.QuickGelu);
        register_module("ln_1", _beforeAttention);
        register_module("attn", _attention);
        register_module("ln_2", _beforePerceptron);
        register_module("mlp", _perceptron);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var attended = input + _attention.forward(_beforeAttention.Follow(input));
        return (attended + _perceptron.forward(_beforePerceptron.Follow(attended))).MoveToOuterDisposeScope();
    }

    internal string Write(OnnxGraph graph, string input)
    {
        var attended = graph.Add(input, _attention.Write(graph, graph.Normalize(input, _beforeAttention)));
        return graph.Add(attended, _perceptron.Write(graph, graph.Normalize(attended, _beforePerceptron)));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _beforeAttention.Dispose();
            _attention.Dispose();
            _beforePerceptron.Dispose();
            _perceptron.Dispose();
        }
        base.Dispose(disposing);
    }
}
