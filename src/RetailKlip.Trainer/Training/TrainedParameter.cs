using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>A weight that learns.</summary>
/// <param name="Name">As checkpoints name it.</param>
/// <param name="RateShare">Its rate in terms of <see cref="OptimizerOptions.Rate"/>.</param>
/// <param name="Decays">Whether weight decay pulls it to 0.</param>
public sealed record TrainedParameter(string Name, Parameter Parameter, double RateShare, bool Decays)
{
    // Biases, normalisation, pooling, class token: vectors. A positional embedding is a table of them.
    private static readonly string[] Tables = ["positional_embedding"];

    /// <summary>
    /// The weights of encoder and loss that learn. The others stop asking for gradients, and the batch normalisation
    /// between them keeps its statistics.
    /// </summary>
    public static IReadOnlyList<TrainedParameter> Of(ImageEncoder encoder, MetricLoss loss, OptimizerOptions options)
    {
        var first = options.FirstTrainedLayer(encoder.Layers);
        var trained = new List<TrainedParameter>();
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            var layer = encoder.LayerOf(name);
            parameter.requires_grad = layer >= first;
            if (layer >= first)
                trained.Add(new($"encoder.{name}", parameter, ShareOf(layer, encoder.Layers, options), Decay(name, parameter)));
        }
        foreach (var (name, parameter) in loss.named_parameters())
            trained.Add(new($"loss.{name}", parameter, (options.LossRate ?? options.Rate) / options.Rate, Decay(name, parameter)));
        return trained;
    }

    private static double ShareOf(int layer, int layers, OptimizerOptions options) => layer == layers - 1
        ? (options.HeadRate ?? options.Rate) / options.Rate
        : Math.Pow(options.LayerDecay, layers - 2 - layer);

    /// <summary>Puts the encoder into training, its frozen layers into evaluation.</summary>
    public static void Train(ImageEncoder encoder, OptimizerOptions options)
    {
        encoder.train();
        var first = options.FirstTrainedLayer(encoder.Layers);
        foreach (var (name, module) in encoder.named_modules())
            if (module is BatchNorm2d or BatchNorm1d && encoder.LayerOf(name) < first)
                module.eval();
    }

    private static bool Decay(string name, Parameter parameter) =>
        parameter.dim() > 1 && !Tables.Any(table => name.EndsWith(table, StringComparison.Ordinal));
}
