using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>What a gallery says about one query: the nearest products, best first, each with its nearest entry as evidence.</summary>
public sealed class Match
{
    internal Match(long galleryVersion, ImmutableArray<Candidate> candidates) =>
        (GalleryVersion, Candidates) = (galleryVersion, candidates);

    public long GalleryVersion { get; }

    /// <summary>Different products, by falling similarity; at least one, at most as many as were asked for.</summary>
    public ImmutableArray<Candidate> Candidates { get; }

    public Candidate Best => Candidates[0];

    /// <summary>The nearest other product; null where the gallery holds a single product.</summary>
    public Candidate? RunnerUp => Candidates.Length > 1 ? Candidates[1] : null;

    /// <summary>Similarity of the best product, in [-1, 1].</summary>
    public float Similarity => Best.Similarity;

    /// <summary>
    /// Best similarity minus that of the runner-up, a different product; in [0, 2]. Without a runner-up it is measured
    /// against the least possible similarity, -1.
    /// </summary>
    public float Margin => Similarity - (RunnerUp?.Similarity ?? -1f);
}
