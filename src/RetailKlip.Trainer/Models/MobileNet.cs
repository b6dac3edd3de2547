using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// MobileNetV2 (Sandler et al., CVPR 2018, table 2, width 1) with its normalisation folded away, generalised-mean pooling and an
/// embedding head: N×3×H×W normalised RGB in, N×D embeddings out, not normalised. Its blocks' details may join them in evaluation.
/// </summary>
public sealed class MobileNet : ImageEncoder
{
    // Expansion, channels, blocks and first stride of each stage.
    private static readonly (int Expansion, int To, int Blocks, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private const int StemWidth = 32;
    private const int LastWidth = 1280;

    private readonly ModuleList<InvertedResidual> _blocks;
    private readonly IReadOnlyList<int> _detailed;
    private readonly WhitenedDetails? _details;

    /// <summary>Channels of every block.</summary>
    internal static readonly int[] BlockWidths = [.. Stages.SelectMany(stage => Enumerable.Repeat(stage.To, stage.Blocks))];

    /// <exception cref="ArgumentException">The options do not describe a network.</exception>
    public MobileNet(MobileNetOptions options)
        : base(nameof(MobileNet))
    {
        if (options.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        Dimension = options.Dimension;
        Stem = new(3, StemWidth, 3, 2);
        var blocks = new List<InvertedResidual>();
        var width = StemWidth;
        foreach (var stage in Stages)
        {
            for (var block = 0; block < stage.Blocks; block++)
            {
                blocks.Add(new(width, stage.To, stage.Expansion, block == 0 ? stage.Stride : 1));
                width = stage.To;
            }
        }
        _blocks = nn.ModuleList([.. blocks]);
        Last = new(width, LastWidth, 1);
        Pooling = new();
        Head = new(LastWidth, options.Dimension);
        register_module("stem", Stem);
        register_module("blocks", _blocks);
        register_module("last", Last);
        register_module("pooling", Pooling);
        register_module("head", Head);
        _detailed = options.Details?.Blocks ?? [];
        _details = options.Details is { } details ? new(details) : null;
    }

    public override int Dimension { get; }

    public override int EmbeddingDimension => Dimension + (_details?.Dimension ?? 0);

    public override int Layers => _blocks.Count + 3;

    public FoldedConvolution Stem { get; }

    public IEnumerable<InvertedResidual> Blocks => _blocks;

    public FoldedConvolution Last { get; }

    public GeneralizedMeanPooling Pooling { get; }

    public EmbeddingHead Head { get; }

    public override int LayerOf(string parameter) => parameter.Split('.') switch
    {
        ["stem", ..] => 0,
        ["blocks", var block, ..] => int.Parse(block, CultureInfo.InvariantCulture) + 1,
        ["last", ..] => Layers - 2,
        _ => Layers - 1,
    };

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Run(input, []).MoveToOuterDisposeScope();
    }

    /// <summary>Whitens the blocks' details over the training pictures, seen in every view.</summary>
    public override void Finish(IEnumerable<Tensor> batches)
    {
        if (_details is null)
            return;
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var statistics = new List<Tensor>();
        foreach (var batch in batches)
        {
            using var pictures = batch;
            using var part = NewDisposeScope();
            var outputs = new List<Tensor>();
            Run(cat([.. Views.Select(view => view.Of(pictures))]), outputs);
            statistics.Add(WhitenedDetails.Describe(outputs).MoveToOuterDisposeScope());
        }
        _details.Fit(cat(statistics));
    }

    // A convolution and its rectifier each leave an output behind; of checkpointed blocks one does so at a time.
    public override long ActivationsOf(int width, int height)
    {
        const int Kept = 2;
        var area = (long)width * height / 4;
        var sum = 3L * width * height + Kept * area * StemWidth;
        var (inputs, largest, before) = (0L, 0L, area * StemWidth);
        foreach (var block in _blocks)
        {
            var own = 0L;
            foreach (var convolution in block.Convolutions)
            {
                area /= convolution.Stride * convolution.Stride;
                own += Kept * area * convolution.To;
            }
            sum += CheckpointsActivations ? 0 : own;
            (inputs, largest, before) = (inputs + before, Math.Max(largest, own), area * block.Project.To);
        }
        sum += Kept * area * LastWidth;
        return CheckpointsActivations ? sum + inputs + largest : sum;
    }

    internal override string Write(OnnxGraph graph, string input)
    {
        var hidden = graph.Relu6(Stem.Write(graph, input));
        var outputs = new List<string>();
        foreach (var block in _blocks)
            outputs.Add(hidden = block.Write(graph, hidden));
        hidden = graph.PowerMean(graph.Relu6(Last.Write(graph, hidden)), Pooling.Exponent, GeneralizedMeanPooling.Least);
        var (weight, bias) = Head.Fold();
        hidden = graph.Linear(hidden, weight, bias);
        return _details is null
            ? hidden
            : graph.Join([graph.Direction(hidden), _details.Write(graph, _detailed.Select(block => outputs[block]))]);
    }

    protected override Tensor Look(Tensor pictures)
    {
        if (_details is null)
            return forward(pictures);
        using var scope = NewDisposeScope();
        var outputs = new List<Tensor>();
        var learnt = nn.functional.normalize(Run(pictures, outputs).to(ScalarType.Float32), p: 2, dim: 1);
        return cat([learnt, _details.Whiten(WhitenedDetails.Describe(outputs))], 1).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Stem.Dispose();
            _blocks.Dispose();
            Last.Dispose();
            Pooling.Dispose();
            Head.Dispose();
            _details?.Dispose();
        }
        base.Dispose(disposing);
    }

    // What the detailed blocks give is added to the outputs in their options' order.
    private Tensor Run(Tensor input, List<Tensor> outputs)
    {
        var hidden = nn.functional.relu6(Stem.forward(input));
        var kept = new Tensor?[_blocks.Count];
        for (var number = 0; number < _blocks.Count; number++)
        {
            hidden = CheckpointsActivations && training ? Recomputation.Run(_blocks[number], hidden) : _blocks[number].forward(hidden);
            kept[number] = hidden;
        }
        outputs.AddRange(_detailed.Select(block => kept[block]!));
        hidden = nn.functional.relu6(Last.forward(hidden));
        return Head.forward(Pooling.forward(hidden));
    }
}
