using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// A block that keeps its input alone and is computed a second time when the backward pass comes by (Chen et al., "Training Deep Nets
/// with Sublinear Memory Cost", 2016). The numbers are the same: the blocks draw nothing at random, and batch normalisation
/// follows its batches the first time only. Gradients of weights are added to where they belong on the way.
/// </summary>
internal sealed class Recomputation : autograd.SingleTensorFunction<Recomputation>
{
    private const string Block = "block";
    private const string Arguments = "arguments";
    private const string NeedsGradient = "needsGradient";

    // Native code takes the gradient over after it was returned, which only the next call on the thread proves.
    [ThreadStatic]
    private static Tensor? _returned;

    public override string Name => nameof(Recomputation);

    /// <returns>What <c>block.forward(input)</c> returns.</returns>
    public static Tensor Run(nn.Module<Tensor, Tensor> block, Tensor input) =>
        // A weight that learns is named so that the backward pass comes by also where nothing before the block learns.
        block.parameters().FirstOrDefault(parameter => parameter.requires_grad) is { } learnt
            ? apply(block, input, learnt)
            : apply(block, input);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (block, input) = ((nn.Module<Tensor, Tensor>)vars[0], (Tensor)vars[1]);
        ctx.set_materialize_grads(false);
        ctx.save_for_backward([input]);
        ctx.save_data(Block, block);
        ctx.save_data(NeedsGradient, input.requires_grad);
        ctx.save_data(Arguments, vars.Length);
        return block.forward(input);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        _returned?.Dispose();
        _returned = null;
        var block = (nn.Module<Tensor, Tensor>)ctx.get_data(Block);
        var input = ctx.get_saved_variables()[0].detach().requires_grad_((bool)ctx.get_data(NeedsGradient));
        using (enable_grad())
            autograd.backward(Again(block, input), grad_output);
        grad_output.Dispose();
        _returned = input.grad?.DetachFromDisposeScope();
        // One for each argument of forward: block, input, and the weight, whose gradient is with it already.
        return [.. new[] { null!, _returned!, null! }.Take((int)ctx.get_data(Arguments))];
    }

    private static Tensor Again(nn.Module<Tensor, Tensor> block, Tensor input)
    {
        var norms = block.modules().OfType<BatchNorm2d>().Select(norm => (Norm: norm, norm.momentum)).ToList();
        try
        {
            norms.ForEach(entry => entry.Norm.momentum = 0);
            return block.forward(input);
        }
        finally
        {
            norms.ForEach(entry => entry.Norm.momentum = entry.momentum);
        }
    }
}
