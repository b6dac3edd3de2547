using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>Why an item got its decision: one record for the shopper's page, the technician and the audit.</summary>
/// <param name="Candidates">The nearest products, first the best; the pick list where there is one.</param>
/// <param name="Encoder">Of the query, as of the gallery.</param>
/// <param name="Reference">The reference image that was nearest, as <see cref="GalleryEntry.Source"/> names it.</param>
/// <param name="Thresholds">What similarity and margin were held against; null where no policy decided.</param>
/// <param name="Store">What the store's own knowledge did; null where none is in use.</param>
/// <param name="Quality">How well the item was seen; null where it was not measured.</param>
/// <param name="Heard">What else was heard about it: bar code, weight; null where no other witness was asked.</param>
/// <param name="Prompt">What the shopper was asked.</param>
public sealed record Explanation(
    DecisionKind Decision, string Reason, ImmutableArray<Explanation.Candidate> Candidates, ThresholdSource ThresholdsFrom, EncoderId Encoder,
    Sku? Best = null, string? Reference = null, float? Similarity = null, Sku? RunnerUp = null, float? Margin = null,
    DecisionThresholds? Thresholds = null, long? GalleryVersion = null, StoreInfluence? Store = null,
    ViewQuality? Quality = null, Witness? Heard = null, ShopperPrompt Prompt = ShopperPrompt.None)
{
    /// <param name="encoder">Of the query.</param>
    public static Explanation Of(Decision decision, EncoderId encoder)
    {
        var match = decision.Match;
        var shown = decision.PickList.IsDefaultOrEmpty ? match?.Candidates ?? [] : decision.PickList;
        return new(
            decision.Kind, decision.Reason, [.. shown.Select(candidate => new Candidate(candidate.Product.Sku, candidate.Similarity))],
            decision.ThresholdsFrom, encoder, match?.Best.Product.Sku, match?.Best.Nearest.Source, match?.Similarity, match?.RunnerUp?.Product.Sku,
            match?.Margin, decision.Thresholds, match?.GalleryVersion, decision.Store, decision.Quality, decision.Heard, decision.Prompt);
    }

    /// <summary>Equal content is equal, as for one that was read back.</summary>
    public bool Equals(Explanation? other) => other is not null
        && SameButForCandidates(other) && Candidates.AsSpan().SequenceEqual(other.Candidates.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Decision, Reason, Best, Similarity, GalleryVersion);

    private bool SameButForCandidates(Explanation other) =>
        (Decision, Reason, ThresholdsFrom, Encoder, Best, Reference, Similarity) ==
            (other.Decision, other.Reason, other.ThresholdsFrom, other.Encoder, other.Best, other.Reference, other.Similarity)
        && (RunnerUp, Margin, Thresholds, GalleryVersion, Store) == (other.RunnerUp, other.Margin, other.Thresholds, other.GalleryVersion, other.Store)
        && (Quality, Heard, Prompt) == (other.Quality, other.Heard, other.Prompt);

    /// <summary>A product that the item may be, and how similar it is, in [-1, 1].</summary>
    public sealed record Candidate(Sku Sku, float Similarity);
}
