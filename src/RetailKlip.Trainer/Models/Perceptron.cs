using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>Two linear layers with GELU between them, exact or quick: channels in the last dimension, in and out.</summary>
public sealed class Perceptron : nn.Module<Tensor, Tensor>
{
    /// <summary>Of the quick GELU: x · sigmoid(1.702 x).</summary>
    internal const double QuickGeluSlope = 1.702;

    private readonly bool _isQuick;
    private readonly Linear _hidden;
    private readonly Linear _output;

    public Perceptron(int width, int hidden, bool quickGelu)
        : base(nameof(Perceptron))
    {
        _isQuick = quickGelu;
        _hidden = nn.Linear(width, hidden);
        _output = nn.Linear(hidden, width);
        register_module("c_fc", _hidden);
        register_module("c_proj", _output);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = _hidden.Follow(input);
        hidden = _isQuick ? hidden * (hidden * QuickGeluSlope).sigmoid() : nn.functional.gelu(hidden);
        return _output.Follow(hidden).MoveToOuterDisposeScope();
    }

    internal string Write(OnnxGraph graph, string input)
    {
        var hidden = graph.Project(input, _hidden.weight!, _hidden.bias!);
        hidden = _isQuick ? graph.QuickGelu(hidden) : graph.Gelu(hidden);
        return graph.Project(hidden, _output.weight!, _output.bias!);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hidden.Dispose();
            _output.Dispose();
        }
        base.Dispose(disposing);
    }
}
