using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// OpenCLIP's vision transformer: patches and a class token through residual attention blocks, of which the class token becomes the
/// embedding (Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021; Radford et al., ICML 2021). Parameters are named as
/// in OpenCLIP below <c>visual.</c>, and drawn as there.
/// </summary>
public sealed class VisionTransformer : ImageEncoder
{
    private readonly Conv2d _patches;
    private readonly Parameter _class;
    private readonly Parameter _positions;
    private readonly LayerNorm _before;
    private readonly Transformer _transformer;
    private readonly LayerNorm _after;
    private readonly Parameter _projection;

    /// <param name="width">Of the pictures that the positional embedding is made for, in pixels; others are resized to.</param>
    /// <param name="height">Of the pictures that the positional embedding is made for, in pixels.</param>
    /// <exception cref="ArgumentException">The options do not describe a network, or the picture is smaller than a patch.</exception>
    public VisionTransformer(VisionTransformerOptions options, int width, int height)
        : base(nameof(VisionTransformer))
    {
        if (options.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        Shape = options;
        Grid = PatchGrid.Of(width, height, options.Patch);
        if (Grid.Count == 0)
            throw new ArgumentException($"Pictures of {width}×{height} px hold no patch of {options.Patch} px.", nameof(width));

        var scale = 1 / Math.Sqrt(options.Width);
        _patches = nn.Conv2d(3, options.Width, options.Patch, options.Patch, bias: false);
        _class = nn.Parameter(scale * randn(options.Width));
        _positions = nn.Parameter(scale * randn(Grid.Count + 1, options.Width));
        _before = nn.LayerNorm(options.Width);
        _transformer = new(options);
        _after = nn.LayerNorm(options.Width);
        _projection = nn.Parameter(scale * randn(options.Width, options.Dimension));
        register_module("conv1", _patches);
        register_parameter("class_embedding", _class);
        register_parameter(PositionsName, _positions);
        register_module("ln_pre", _before);
        register_module("transformer", _transformer);
        register_module("ln_post", _after);
        register_parameter("proj", _projection);
    }

    /// <summary>The positional embedding's name, a row for the class token and one a patch.</summary>
    public const string PositionsName = "positional_embedding";

    public VisionTransformerOptions Shape { get; }

    /// <summary>What the positional embedding is made for.</summary>
    public PatchGrid Grid { get; }

    public override int Dimension => Shape.Dimension;

    public override int Layers => Shape.Layers + 2;

    public override int LayerOf(string parameter) => parameter.Split('.') switch
    {
        ["transformer", "resblocks", var block, ..] => int.Parse(block, CultureInfo.InvariantCulture) + 1,
        ["ln_post" or "proj", ..] => Layers - 1,
        _ => 0,
    };

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var patches = _patches.forward(input);
        var grid = new PatchGrid((int)patches.shape[2], (int)patches.shape[3]);
        var classes = _class.expand(input.shape[0], 1, Shape.Width);
        var tokens = cat([classes, patches.flatten(2).transpose(1, 2)], 1) + Grid.Resize(_positions, grid);
        tokens = _transformer.forward(_before.forward(tokens), CheckpointsActivations && training);
        return _after.forward(tokens.select(1, 0)).matmul(_projection).MoveToOuterDisposeScope();
    }

    internal override string Write(OnnxGraph graph, string input)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var tokens = graph.Patches(input, _patches.weight!);
        // The class token is a patch of zeros whose position holds it.
        var positions = _positions.clone();
        positions[0].add_(_class);
        tokens = graph.Add(graph.PrependZeros(tokens), positions);
        tokens = _transformer.Write(graph, graph.Normalize(tokens, _before));
        return graph.Multiply(graph.Normalize(graph.First(tokens), _after), _projection);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _patches.Dispose();
            _class.Dispose();
            _positions.Dispose();
            _before.Dispose();
            _transformer.Dispose();
            _after.Dispose();
            _projection.Dispose();
        }
        base.Dispose(disposing);
    }
}
