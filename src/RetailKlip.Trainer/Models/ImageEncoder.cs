using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// A network that training and export can handle, whichever architecture it is: N×3×H×W normalised RGB in, N×D embeddings out, not
/// normalised. It computes in the type of its input, float32 or bfloat16, while its weights stay float32.
/// </summary>
public abstract class ImageEncoder(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Floats that <see cref="nn.Module{T, TResult}.forward"/> gives and a loss sees.</summary>
    public abstract int Dimension { get; }

    /// <summary>Floats of an embedding in evaluation: as many, where nothing joins it that no loss sees.</summary>
    public virtual int EmbeddingDimension => Dimension;

    /// <summary>
    /// Layers from the picture to the embedding, for rates that decay layer by layer: 0 is what reads the pixels,
    /// the last is the head.
    /// </summary>
    public abstract int Layers { get; }

    /// <param name="parameter">Its name within this module.</param>
    /// <returns>The layer that it belongs to, from 0 to <see cref="Layers"/> - 1.</returns>
    public abstract int LayerOf(string parameter);

    /// <summary>
    /// Numbers that one picture leaves behind for the backward pass, with or without <see cref="CheckpointsActivations"/> as it is set.
    /// </summary>
    /// <param name="width">Of the picture, in pixels.</param>
    /// <param name="height">Of the picture, in pixels.</param>
    public abstract long ActivationsOf(int width, int height);

    /// <summary>
    /// Keeps only the inputs of the blocks for the backward pass and computes the rest of them a second time (Chen et al.,
    /// "Training Deep Nets with Sublinear Memory Cost", 2016). Same numbers, less memory, about a third more time.
    /// </summary>
    public bool CheckpointsActivations { get; set; }

    /// <summary>
    /// Ways of looking at a picture, of which its embedding in evaluation is the mean; as usual the whole picture alone.
    /// </summary>
    public IReadOnlyList<PictureView> Views { get; set; } = [new()];

    private bool LooksOnce => Views is [{ IsWhole: true }];

    /// <summary>Embeds as the finished model does: all views, each brought to length 1 before their mean is taken.</summary>
    /// <param name="pictures">N×3×H×W normalised RGB.</param>
    /// <returns>N×<see cref="EmbeddingDimension"/>, not normalised.</returns>
    public Tensor Embed(Tensor pictures)
    {
        if (LooksOnce)
            return Look(pictures);
        using var scope = NewDisposeScope();
        var views = nn.functional.normalize(Look(cat([.. Views.Select(view => view.Of(pictures))])), p: 2, dim: 1);
        return views.view(Views.Count, -1, EmbeddingDimension).mean([0]).MoveToOuterDisposeScope();
    }

    /// <summary>What an encoder computes from pictures once its weights are trained; most compute nothing.</summary>
    /// <param name="batches">Training pictures, each N×3×H×W normalised RGB; this disposes them.</param>
    public virtual void Finish(IEnumerable<Tensor> batches)
    {
    }

    /// <summary>Adds what <see cref="Embed"/> computes.</summary>
    /// <returns>The value that holds the embeddings.</returns>
    internal string WriteEmbedding(OnnxGraph graph, string input, int width, int height)
    {
        if (LooksOnce)
            return Write(graph, input);
        var views = graph.Concatenate([.. Views.Select(view => view.Write(graph, input, width, height))]);
        return graph.MeanDirection(Write(graph, views), Views.Count, EmbeddingDimension);
    }

    /// <summary>Adds what <see cref="Look"/> computes in evaluation.</summary>
    /// <param name="input">The value that holds the pictures.</param>
    /// <returns>The value that holds the embeddings.</returns>
    internal abstract string Write(OnnxGraph graph, string input);

    /// <summary>Embeds one view for evaluation.</summary>
    /// <returns>N×<see cref="EmbeddingDimension"/>, not normalised.</returns>
    protected virtual Tensor Look(Tensor pictures) => forward(pictures);

    /// <summary>Weights and running statistics by name, as checkpoints name them; not copies.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State() =>
        named_parameters().Select(entry => (entry.name, tensor: (Tensor)entry.parameter))
            .Concat(named_buffers().Select(entry => (entry.name, tensor: entry.buffer)))
            .Where(entry => entry.tensor.is_floating_point())
            .Select(entry => ($"encoder.{entry.name}", entry.tensor));
}
