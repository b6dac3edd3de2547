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
    /// <summary>The positional embedding's name, a row for the class token and one a patch.</summary>
    public const string PositionsName = "positional_embedding";

    private const string ClassName = "class_embedding";
    private const string ProjectionName = "proj";

    private readonly Conv2d _patches;
    private readonly LayerNorm _before;
    private readonly Transformer _transformer;
    private readonly LayerNorm _after;

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
        _before = nn.LayerNorm(options.Width);
        _transformer = new(options);
        _after = nn.LayerNorm(options.Width);
        register_module("conv1", _patches);
        register_parameter(ClassName, nn.Parameter(scale * randn(options.Width)));
        register_parameter(PositionsName, nn.Parameter(scale * randn(Grid.Count + 1, options.Width)));
        register_module("ln_pre", _before);
        register_module("transformer", _transformer);
        register_module("ln_post", _after);
        register_parameter(ProjectionName, nn.Parameter(scale * randn(options.Width, options.Dimension)));
    }

    public VisionTransformerOptions Shape { get; }

    /// <summary>What the positional embedding is made for.</summary>
    public PatchGrid Grid { get; }

    public override int Dimension => Shape.Dimension;

    public override int Layers => Shape.Layers + 2;

    // Asked for by name, since moving the module to another device exchanges them.
    private Parameter Class => get_parameter(ClassName)!;

    private Parameter Positions => get_parameter(PositionsName)!;

    private Parameter Projection => get_parameter(ProjectionName)!;

    public override int LayerOf(string parameter) => parameter.Split('.') switch
    {
        ["transformer", "resblocks", var block, ..] => int.Parse(block, CultureInfo.InvariantCulture) + 1,
        ["ln_post" or "proj", ..] => Layers - 1,
        _ => 0,
    };

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var patches = nn.functional.conv2d(input, _patches.weight!.to(input.dtype), strides: [Shape.Patch, Shape.Patch]);
        var grid = new PatchGrid((int)patches.shape[2], (int)patches.shape[3]);
        var classes = Class.to(input.dtype).expand(input.shape[0], 1, Shape.Width);
        var tokens = cat([classes, patches.flatten(2).transpose(1, 2)], 1) + Grid.Resize(Positions, grid).to(input.dtype);
        tokens = _transformer.forward(_before.Follow(tokens), CheckpointsActivations && training);
        return _after.Follow(tokens.select(1, 0)).matmul(Projection.to(input.dtype)).MoveToOuterDisposeScope();
    }

    // Of a token's channels: both normalised inputs and what they were made of, the packed projection, attention's output twice, and
    // around the activation function what it takes and gives. Attention itself is computed anew in the backward pass.
    public override long ActivationsOf(int width, int height)
    {
        var tokens = PatchGrid.Of(width, height, Shape.Patch).Count + 1L;
        var block = tokens * (9L * Shape.Width + (Shape.QuickGelu ? 3L : 2L) * Shape.MlpWidth);
        var blocks = CheckpointsActivations ? Shape.Layers * tokens * Shape.Width + block : Shape.Layers * block;
        return 3L * width * height + 3 * tokens * Shape.Width + blocks;
    }

    internal override string Write(OnnxGraph graph, string input)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var tokens = graph.Patches(input, _patches.weight!);
        // The class token is a patch of zeros whose position holds it.
        var positions = Positions.clone();
        positions[0].add_(Class);
        tokens = graph.Add(graph.PrependZeros(tokens), positions);
        tokens = _transformer.Write(graph, graph.Normalize(tokens, _before));
        return graph.Multiply(graph.Normalize(graph.First(tokens), _after), Projection);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _patches.Dispose();
            Class.Dispose();
            Positions.Dispose();
            _before.Dispose();
            _transformer.Dispose();
            _after.Dispose();
            Projection.Dispose();
        }
        base.Dispose(disposing);
    }
}
