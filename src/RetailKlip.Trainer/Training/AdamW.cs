using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), each weight at its own rate. Its moments are named after
/// their weights, so that a checkpoint holds the whole state.
/// </summary>
public sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly List<(TrainedParameter Trained, Tensor Mean, Tensor Square)> _slots;
    private readonly double _weightDecay;

    public AdamW(IEnumerable<TrainedParameter> parameters, double weightDecay)
    {
        _weightDecay = weightDecay;
        _slots = [.. parameters.Select(trained => (trained, Zeros(trained), Zeros(trained)))];

        static Tensor Zeros(TrainedParameter trained) => zeros_like(trained.Parameter).DetachFromDisposeScope();
    }

    /// <summary>Steps made.</summary>
    public int Steps { get; set; }

    /// <summary>Both moments of every weight; not copies.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State => _slots.SelectMany(slot =>
        new[] { ($"adamw.mean.{slot.Trained.Name}", slot.Mean), ($"adamw.square.{slot.Trained.Name}", slot.Square) });

    public void ZeroGradients()
    {
        foreach (var (trained, _, _) in _slots)
            trained.Parameter.grad?.zero_();
    }

    /// <param name="rate">Of a weight whose share is 1.</param>
    /// <param name="clipNorm">Gradients longer than this, over all weights, are shortened to it.</param>
    public void Step(double rate, double clipNorm)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        nn.utils.clip_grad_norm_(_slots.Select(slot => slot.Trained.Parameter), clipNorm);
        Steps++;
        var meanScale = 1 / (1 - Math.Pow(Beta1, Steps));
        var squareScale = 1 / Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        foreach (var (trained, mean, square) in _slots)
        {
            if (trained.Parameter.grad is not { } gradient)
                continue;
            var own = rate * trained.RateShare;
            if (_weightDecay > 0 && trained.Decays)
                trained.Parameter.mul_(1 - own * _weightDecay);
            mean.mul_(Beta1).add_(gradient, 1 - Beta1);
            square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            trained.Parameter.addcdiv_(mean, square.sqrt().mul_(squareScale).add_(Epsilon), -own * meanScale);
        }
    }

    public void Dispose()
    {
        foreach (var (_, mean, square) in _slots)
        {
            mean.Dispose();
            square.Dispose();
        }
    }
}
