using System.Globalization;

namespace RetailKlip.Trainer;

/// <summary>
/// The memory that training will want, reckoned before it starts: weights, gradients, the optimiser's two moments and the weights'
/// average at four bytes a number, and what the pictures of one part of a batch leave behind for the backward pass, at two
/// bytes in bfloat16. What libraries keep for themselves comes on top and stands in <see cref="Overhead"/>.
/// </summary>
public sealed record MemoryEstimate(long Parameters, long Fixed, long PerPicture, int Pictures)
{
    /// <summary>Share of the reckoned bytes that allocators and kernels are granted on top.</summary>
    public const double Overhead = 0.2;

    public long Bytes => (long)((1 + Overhead) * (Fixed + PerPicture * Pictures));

    /// <param name="encoder">As the recipe makes it; its <see cref="ImageEncoder.CheckpointsActivations"/> counts.</param>
    public static MemoryEstimate Of(TrainingRecipe recipe, ImageEncoder encoder, MetricLoss loss)
    {
        var parameters = encoder.parameters().Concat(loss.parameters()).Sum(parameter => parameter.numel());
        var first = recipe.Optimizer.FirstTrainedLayer(encoder.Layers);
        var trained = loss.parameters().Sum(parameter => parameter.numel())
            + encoder.named_parameters().Where(entry => encoder.LayerOf(entry.name) >= first).Sum(entry => entry.parameter.numel());
        var averaged = recipe.Optimizer.MovingAverage > 0 ? parameters : 0;
        var side = recipe.Schedule.Sizes.Max(size => size.Pixels);
        var bytes = recipe.Compute.Precision == Precision.Bf16 ? 2 : 4;
        return new(
            parameters,
            sizeof(float) * (parameters + 3 * trained + averaged),
            bytes * encoder.ActivationsOf(side, side),
            recipe.Schedule.Batch / recipe.Compute.Accumulation);
    }

    /// <summary>Whether a recipe's training fits, and if not what would make it.</summary>
    /// <param name="available">Bytes.</param>
    /// <returns>One line.</returns>
    public static string Advise(TrainingRecipe recipe, long available)
    {
        // The number of classes is not known yet, and next to an encoder a loss is small.
        using var encoder = recipe.Model.Create(recipe.Input.Width, recipe.Input.Height);
        using var loss = recipe.Loss.Create(encoder.Dimension, 1);
        encoder.CheckpointsActivations = recipe.Compute.CheckpointsActivations;
        var plain = Of(recipe, encoder, loss);
        encoder.CheckpointsActivations = true;
        return plain.Advise(available, Of(recipe, encoder, loss), recipe.Schedule.Batch);
    }

    /// <summary>Whether it fits, and if not what would make it.</summary>
    /// <param name="available">Bytes.</param>
    /// <param name="checkpointed">The same with checkpointed activations.</param>
    /// <param name="batch">Pictures of a batch.</param>
    /// <returns>One line.</returns>
    public string Advise(long available, MemoryEstimate checkpointed, int batch)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture,
            $"Training wants about {Gigabytes(Bytes):F1} GB "
            + $"(computed: {Parameters / 1e6:F1} million weights, {Pictures} pictures at once), "
            + $"{Gigabytes(available):F1} GB are there: ");
        if (Bytes <= available)
            return wanted + "it fits.";
        if (checkpointed.Bytes <= available)
            return wanted + "it does not fit. Set compute.checkpointsActivations.";
        return Enumerable.Range(2, Math.Max(0, batch / 2 - 1)).Where(parts => batch % parts == 0)
            .Select(parts => (
                Parts: parts,
                Plain: this with { Pictures = batch / parts },
                Checkpointed: checkpointed with { Pictures = batch / parts }))
            .Where(choice => choice.Checkpointed.Bytes <= available)
            .Select(choice => choice.Plain.Bytes <= available
                ? $"it does not fit. Set compute.accumulation to {choice.Parts}."
                : $"it does not fit. Set compute.accumulation to {choice.Parts} and compute.checkpointsActivations.")
            .Select(advice => wanted + advice)
            .FirstOrDefault(wanted + "it does not fit, not even picture by picture. Take a smaller model or smaller pictures.");
    }

    private static double Gigabytes(long bytes) => bytes / 1e9;
}
