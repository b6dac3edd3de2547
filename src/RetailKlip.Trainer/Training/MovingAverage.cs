using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// An exponential average of a network's weights and running statistics over the steps of training; it usually generalises better
/// than the last weights (Polyak and Juditsky, 1992). Early steps count less long: the share kept is at most (1 + t) / (10 + t).
/// </summary>
public sealed class MovingAverage : IDisposable
{
    private readonly List<(string Name, Tensor Live, Tensor Average)> _slots;
    private readonly double _decay;

    /// <param name="weights">Weights and running statistics by name; they stay the network's.</param>
    /// <param name="decay">Share that the average keeps at each step, in (0, 1).</param>
    public MovingAverage(IEnumerable<(string Name, Tensor Tensor)> weights, double decay)
    {
        _decay = decay;
        using var gradients = no_grad();
        _slots = [.. weights.Select(entry => (entry.Name, entry.Tensor, entry.Tensor.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>The averages by name; not copies.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State => _slots.Select(slot => ($"average.{slot.Name}", slot.Average));

    /// <param name="step">Steps made, from 1.</param>
    public void Update(int step)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var kept = Math.Min(_decay, (1.0 + step) / (10.0 + step));
        foreach (var (_, live, average) in _slots)
            average.lerp_(live, 1 - kept);
    }

    /// <summary>Exchanges the network's weights with their averages; once more puts them back.</summary>
    public void Exchange()
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, live, average) in _slots)
        {
            var held = live.detach().clone();
            live.copy_(average);
            average.copy_(held);
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, average) in _slots)
            average.Dispose();
    }
}
