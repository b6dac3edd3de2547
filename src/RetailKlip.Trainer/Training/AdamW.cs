using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019). Its moments are named after their parameters, so that a
/// checkpoint holds the whole state. Vectors (biases, normalisation, pooling) do not decay.
/// </summary>
public sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly List<(string Name, Parameter Parameter, Tensor Mean, Tensor Square)> _slots;
    private readonly double _weightDecay;

    public AdamW(IEnumerable<(string Name, Parameter Parameter)> parameters, double weightDecay)
    {
        _weightDecay = weightDecay;
        _slots = [.. parameters.Select(entry => (entry.Name, entry.Parameter, Zeros(entry.Parameter), Zeros(entry.Parameter)))];

        static Tensor Zeros(Parameter parameter) => zeros_like(parameter).DetachFromDisposeScope();
    }

    /// <summary>Steps made.</summary>
    public int Steps { get; set; }

    public IEnumerable<Parameter> Parameters => _slots.Select(slot => slot.Parameter);

    /// <summary>Both moments of every parameter; not copies.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State =>
        _slots.SelectMany(slot => new[] { ($"adamw.mean.{slot.Name}", slot.Mean), ($"adamw.square.{slot.Name}", slot.Square) });

    public void ZeroGradients()
    {
        foreach (var slot in _slots)
            slot.Parameter.grad?.zero_();
    }

    public void Step(double rate)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        Steps++;
        var stepSize = rate / (1 - Math.Pow(Beta1, Steps));
        var squareScale = 1 / Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        foreach (var (_, parameter, mean, square) in _slots)
        {
            if (parameter.grad is not { } gradient)
                continue;
            if (_weightDecay > 0 && parameter.dim() > 1)
                parameter.mul_(1 - rate * _weightDecay);
            mean.mul_(Beta1).add_(gradient, 1 - Beta1);
            square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            parameter.addcdiv_(mean, square.sqrt().mul_(squareScale).add_(Epsilon), -stepSize);
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, mean, square) in _slots)
        {
            mean.Dispose();
            square.Dispose();
        }
    }
}
