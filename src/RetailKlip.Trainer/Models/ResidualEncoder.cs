using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// A small ResNet with generalised-mean pooling and an embedding head: N×3×H×W normalised RGB in, N×D embeddings out, not normalised.
/// </summary>
public sealed class ResidualEncoder : ImageEncoder
{
    private readonly ModuleList<ResidualBlock> _blocks;

    /// <exception cref="ArgumentException">The options do not describe a network.</exception>
    public ResidualEncoder(ResidualEncoderOptions options)
        : base(nameof(ResidualEncoder))
    {
        if (options.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        Dimension = options.Dimension;
        StemFirst = new(3, options.Stem / 2, 3, 2);
        StemSecond = new(options.Stem / 2, options.Stem, 3, 2);
        var blocks = new List<ResidualBlock>();
        var width = options.Stem;
        for (var stage = 0; stage < options.Widths.Count; stage++)
        {
            for (var block = 0; block < options.Blocks[stage]; block++)
            {
                blocks.Add(new(width, options.Widths[stage], stage > 0 && block == 0 ? 2 : 1));
                width = options.Widths[stage];
            }
        }
        _blocks = nn.ModuleList([.. blocks]);
        Pooling = new();
        Head = new(width, options.Dimension);
        register_module("stem1", StemFirst);
        register_module("stem2", StemSecond);
        register_module("blocks", _blocks);
        register_module("pooling", Pooling);
        register_module("head", Head);
    }

    public override int Dimension { get; }

    public override int Layers => _blocks.Count + 2;

    public ConvNorm StemFirst { get; }

    public ConvNorm StemSecond { get; }

    public IEnumerable<ResidualBlock> Blocks => _blocks;

    public GeneralizedMeanPooling Pooling { get; }

    public EmbeddingHead Head { get; }

    public override int LayerOf(string parameter) => parameter.Split('.') switch
    {
        ["stem1" or "stem2", ..] => 0,
        ["blocks", var block, ..] => int.Parse(block, CultureInfo.InvariantCulture) + 1,
        _ => Layers - 1,
    };

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = StemFirst.forward(input).relu_();
        hidden = StemSecond.forward(hidden).relu_();
        foreach (var block in _blocks)
            hidden = CheckpointsActivations && training ? Recomputation.Run(block, hidden) : block.forward(hidden);
        return Head.forward(Pooling.forward(hidden)).MoveToOuterDisposeScope();
    }

    // A convolution and its normalisation each leave an output behind; of checkpointed blocks one does so at a time.
    public override long ActivationsOf(int width, int height)
    {
        const int Kept = 2;
        var area = (long)width * height / 4;
        var sum = 3L * width * height + Kept * area * StemFirst.To;
        area /= 4;
        sum += Kept * area * StemSecond.To;
        var (inputs, largest, before) = (0L, 0L, area * StemSecond.To);
        foreach (var block in _blocks)
        {
            area /= block.Stride * block.Stride;
            var own = (block.Shortcut is null ? 2 : 3) * Kept * area * block.Second.To;
            sum += CheckpointsActivations ? 0 : own;
            (inputs, largest, before) = (inputs + before, Math.Max(largest, own), area * block.Second.To);
        }
        return CheckpointsActivations ? sum + inputs + largest : sum;
    }

    internal override string Write(OnnxGraph graph, string input)
    {
        var hidden = graph.Relu(StemFirst.Write(graph, input));
        hidden = graph.Relu(StemSecond.Write(graph, hidden));
        foreach (var block in _blocks)
            hidden = block.Write(graph, hidden);
        hidden = graph.PowerMean(hidden, Pooling.Exponent, GeneralizedMeanPooling.Least);
        var (weight, bias) = Head.Fold();
        return graph.Linear(hidden, weight, bias);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StemFirst.Dispose();
            StemSecond.Dispose();
            _blocks.Dispose();
            Pooling.Dispose();
            Head.Dispose();
        }
        base.Dispose(disposing);
    }
}
