using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Each class's proxy pulls at the embeddings of its class and pushes at all others of the batch, the hardest most (Kim et al.,
/// CVPR 2020, equation 4): the mean over proxies with positives of ln(1 + Σ exp(−α(s − δ))), plus the mean over all proxies
/// of ln(1 + Σ exp(α(s + δ))) over their negatives, s being cosines.
/// </summary>
public sealed class ProxyAnchorLoss : MetricLoss
{
    /// <param name="proxies">C × D, rows are proxies of any length; the loss owns it.</param>
    /// <param name="proxyMargin">δ, in [0, 2).</param>
    /// <param name="alpha">Factor on the cosines, greater than 0.</param>
    public ProxyAnchorLoss(Tensor proxies, double proxyMargin, double alpha)
        : base(nameof(ProxyAnchorLoss))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(proxyMargin);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(proxyMargin, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ProxyMargin = proxyMargin;
        Alpha = alpha;
        register_parameter("proxies", nn.Parameter(proxies));
    }

    /// <summary>Another object once the loss was moved to another type or device.</summary>
    public Parameter Proxies => get_parameter("proxies")!;

    public double ProxyMargin { get; }

    public double Alpha { get; }

    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var cosines = Directions(embeddings, 1).matmul(Directions(Proxies, 1).t());
        var classes = cosines.shape[1];
        var isOwn = labels.unsqueeze(1) == arange(classes, ScalarType.Int64, labels.device);
        var withPositives = isOwn.any(0).sum();
        var margin = MarginShare * ProxyMargin;
        var pull = LogOnePlusSumExp(-Alpha * (cosines - margin), isOwn, 0);
        var push = LogOnePlusSumExp(Alpha * (cosines + margin), isOwn.logical_not(), 0);
        return (pull.sum() / withPositives + push.mean()).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Proxies.Dispose();
        base.Dispose(disposing);
    }
}
