using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Colours, textures and parts, as the blocks in the middle of a network see them. A metric loss draws all pictures of a product to one
/// point, and whatever looks like one of those products with them; so an embedding that learnt a hundred products keeps little to tell
/// a hundred others by. The blocks' channels, averaged and power-averaged over the picture (hypercolumns: Hariharan et al., CVPR 2015;
/// Radenović et al., TPAMI 2018) and whitened by a principal component analysis of the training pictures (Jégou and Chum, ECCV 2012),
/// keep it. Nothing in them is trained by gradients, so that they are no part of a checkpoint: <see cref="Fit"/> computes them.
/// </summary>
public sealed class WhitenedDetails(DetailOptions options) : IDisposable
{
    /// <summary>The mean of a channel, and the power means of what is above zero in it and of what is below.</summary>
    public const int StatisticsPerChannel = 3;

    // Of a statistic that is the same in all pictures.
    private const double LeastDeviation = 1e-4;

    // One linear layer, outputs × statistics; null before it is fitted.
    private Tensor? _weight;
    private Tensor? _bias;

    public int Dimension => options.Dimension;

    /// <param name="blocks">N×C×H×W each.</param>
    /// <returns>N×(3·ΣC), float32.</returns>
    public static Tensor Describe(IEnumerable<Tensor> blocks)
    {
        using var scope = NewDisposeScope();
        var statistics = new List<Tensor>();
        foreach (var block in blocks)
        {
            var precise = block.to(ScalarType.Float32);
            statistics.Add(precise.mean([2, 3]));
            statistics.Add(PowerMean(precise));
            statistics.Add(PowerMean(-precise));
        }
        return cat(statistics, 1).MoveToOuterDisposeScope();

        static Tensor PowerMean(Tensor values) =>
            values.clamp_min(GeneralizedMeanPooling.Least).pow(3).mean([2, 3]).pow(1 / 3f);
    }

    /// <param name="statistics">N×(3·ΣC) of <see cref="Describe"/>.</param>
    /// <returns>N×D, each of the wanted length; zeros before <see cref="Fit"/>.</returns>
    public Tensor Whiten(Tensor statistics)
    {
        if (_weight is null || _bias is null)
            return zeros(statistics.shape[0], Dimension, device: statistics.device);
        using var scope = NewDisposeScope();
        var whitened = nn.functional.linear(statistics, _weight.to(statistics.device), _bias.to(statistics.device));
        return (nn.functional.normalize(whitened, p: 2, dim: 1) * options.Weight).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Chooses the directions in which the pictures differ most, each to count the same: statistics are standardised, rotated to their
    /// principal components and divided by the components' deviations.
    /// </summary>
    /// <param name="statistics">N×(3·ΣC) of the training pictures, more than one.</param>
    public void Fit(Tensor statistics)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var values = statistics.to(ScalarType.Float64).cpu();
        var mean = values.mean([0], keepdim: true);
        var deviation = values.std(0, unbiased: false, keepdim: true) + LeastDeviation;
        var standard = (values - mean) / deviation;
        var covariance = standard.t().matmul(standard) / standard.shape[0];
        var size = covariance.shape[0];
        covariance = (covariance * (1 - options.Shrinkage))
            + (eye(size, dtype: ScalarType.Float64) * (covariance.trace() / size * options.Shrinkage));
        var (variances, directions) = linalg.eigh(covariance);
        // Smallest first, so the last are kept. No variance is zero but without shrinkage.
        var kept = directions.narrow(1, size - Dimension, Dimension) * variances.narrow(0, size - Dimension, Dimension).clamp_min(1e-12).rsqrt();
        var weight = kept.t() / deviation;
        Dispose();
        _weight = weight.to(ScalarType.Float32).DetachFromDisposeScope();
        _bias = weight.matmul(-mean.t()).squeeze(1).to(ScalarType.Float32).DetachFromDisposeScope();
    }

    /// <summary>Adds what <see cref="Whiten"/> computes of the same blocks.</summary>
    /// <exception cref="InvalidOperationException">Not fitted yet.</exception>
    internal string Write(OnnxGraph graph, IEnumerable<string> blocks)
    {
        if (_weight is null || _bias is null)
            throw new InvalidOperationException("Details are whitened by the training pictures, after training: Finish the encoder first.");
        var statistics = blocks.SelectMany(block => new[] { graph.Mean(block), PowerMean(block), PowerMean(graph.Scale(block, -1)) });
        return graph.Scale(graph.Direction(graph.Linear(graph.Join([.. statistics]), _weight, _bias)), (float)options.Weight);

        string PowerMean(string value) => graph.CubicMean(value, GeneralizedMeanPooling.Least);
    }

    public void Dispose()
    {
        _weight?.Dispose();
        _bias?.Dispose();
    }
}
