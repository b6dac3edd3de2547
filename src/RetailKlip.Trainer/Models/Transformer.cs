using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>Residual attention blocks, one after the other: N×tokens×channels in and out.</summary>
public sealed class Transformer : nn.Module<Tensor, bool, Tensor>
{
    private readonly ModuleList<ResidualAttentionBlock> _blocks;

    public Transformer(VisionTransformerOptions options)
        : base(nameof(Transformer))
    {
        _blocks = nn.ModuleList([.. Enumerable.Range(0, options.Layers).Select(_ => new ResidualAttentionBlock(options))]);
        register_module("resblocks", _blocks);
    }

    /// <param name="checkpoints">See <see cref="ImageEncoder.CheckpointsActivations"/>.</param>
    public override Tensor forward(Tensor input, bool checkpoints)
    {
        using var scope = NewDisposeScope();
        foreach (var block in _blocks)
            input = checkpoints ? Recomputation.Run(block, input) : block.forward(input);
        return input.MoveToOuterDisposeScope();
    }

    internal string Write(OnnxGraph graph, string input) => _blocks.Aggregate(input, (value, block) => block.Write(graph, value));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _blocks.Dispose();
        base.Dispose(disposing);
    }
}
