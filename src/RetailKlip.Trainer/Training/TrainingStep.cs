using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>One step of learning: a batch through the network and back, in one piece or in parts.</summary>
/// <remarks>
/// In parts the gradients are still those of the whole batch, whatever the loss compares: all parts are embedded without
/// gradients first, the loss of all embeddings is taken back to them, and then each part goes through the network once more and
/// takes its share back to the weights (Gao et al., "Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup",
/// 2021, section 3). Batch normalisation sees one part at a time.
/// </remarks>
public sealed class TrainingStep(
    ImageEncoder encoder, MetricLoss loss, AdamW optimizer, PixelNormalization normalization, ComputeOptions compute, Device device)
{
    /// <param name="size">Width and height of the batch's pictures.</param>
    /// <param name="rate">Of the encoder's top layer.</param>
    /// <returns>The batch's loss before the step.</returns>
    public double Run(TrainingBatch batch, int size, double rate, double clipNorm)
    {
        using var scope = NewDisposeScope();
        optimizer.ZeroGradients();
        var labels = tensor(batch.Labels).to(device);
        var value = compute.Accumulation == 1 ? Whole(batch, labels, size) : InParts(batch, labels, size);
        optimizer.Step(rate, clipNorm);
        return value;
    }

    private double Whole(TrainingBatch batch, Tensor labels, int size)
    {
        var value = loss.forward(encoder.forward(Pictures(batch, 0, batch.Labels.Length, size)), labels);
        value.backward();
        return value.item<float>();
    }

    private double InParts(TrainingBatch batch, Tensor labels, int size)
    {
        var part = batch.Labels.Length / compute.Accumulation;
        var starts = Enumerable.Range(0, compute.Accumulation).Select(i => i * part).ToList();
        Tensor embeddings;
        using (no_grad())
            embeddings = cat([.. starts.Select(start => Embed(batch, start, part, size).to(ScalarType.Float32))]);
        embeddings.requires_grad_();
        var value = loss.forward(embeddings, labels);
        value.backward();
        // A frozen encoder has nothing to take the gradients to.
        if (!encoder.parameters().Any(parameter => parameter.requires_grad))
            return value.item<float>();
        foreach (var start in starts)
        {
            using var scope = NewDisposeScope();
            var embedded = encoder.forward(Pictures(batch, start, part, size)).to(ScalarType.Float32);
            (embedded * embeddings.grad!.slice(0, start, start + part, 1)).sum().backward();
        }
        return value.item<float>();
    }

    private Tensor Embed(TrainingBatch batch, int start, int count, int size)
    {
        using var scope = NewDisposeScope();
        return encoder.forward(Pictures(batch, start, count, size)).MoveToOuterDisposeScope();
    }

    // The network computes in the type of what it is given.
    private Tensor Pictures(TrainingBatch batch, int start, int count, int size)
    {
        var bytes = size * size * 3;
        var pictures = normalization.Apply(batch.Pixels.AsMemory(start * bytes, count * bytes), count, size, size);
        return compute.Precision == Precision.Bf16 ? pictures.to(ScalarType.BFloat16) : pictures;
    }
}
