using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace RetailKlip.Core;

/// <summary>Turns a match into a decision by calibrated thresholds: a wrong name costs more than a question.</summary>
public sealed class DecisionPolicy
{
    /// <summary>A pick list longer than this is no help.</summary>
    public const int MaxPickList = 6;

    private readonly FrozenDictionary<Sku, DecisionThresholds> _products = FrozenDictionary<Sku, DecisionThresholds>.Empty;
    private readonly float? _pickListGap;

    /// <summary>By the defaults of an encoder's package.</summary>
    /// <exception cref="ArgumentException">A threshold is out of its range.</exception>
    public DecisionPolicy(DecisionThresholds thresholds) => Thresholds = thresholds.Validated();

    /// <summary>By the thresholds that a gallery carries.</summary>
    /// <exception cref="ArgumentException">A threshold is out of its range.</exception>
    public DecisionPolicy(GalleryDecision decision)
    {
        Thresholds = decision.Validated().Thresholds;
        Source = ThresholdSource.Gallery;
        _products = decision.Products.ToFrozenDictionary(product => product.Sku, decision.Of);
        _pickListGap = decision.PickListGap;
    }

    private DecisionPolicy(DecisionPolicy other, SalesPrior? sales, int? assortment) =>
        (Thresholds, Source, _products, _pickListGap, Sales, Assortment) =
            (other.Thresholds, other.Source, other._products, other._pickListGap, sales, assortment);

    /// <summary>Of all products without thresholds of their own.</summary>
    public DecisionThresholds Thresholds { get; }

    /// <summary>Where <see cref="Thresholds"/> came from.</summary>
    public ThresholdSource Source { get; }

    /// <summary>Orders pick lists by what sells; null leaves them by similarity.</summary>
    public SalesPrior? Sales { get; private init; }

    /// <summary>Products that could be named, where a gallery was cut down to an assortment; else null.</summary>
    public int? Assortment { get; private init; }

    /// <summary>The policy for a gallery: its own thresholds where it carries some, else these.</summary>
    public DecisionPolicy For(Gallery gallery)
    {
        var assortment = gallery.IsPart ? gallery.Products.Length : (int?)null;
        return gallery.Decision is { } own ? new DecisionPolicy(own) { Sales = Sales, Assortment = assortment }
            : assortment == Assortment ? this
            : new DecisionPolicy(this, Sales, assortment);
    }

    /// <summary>The same thresholds with pick lists in the order of what sells; null puts them by similarity.</summary>
    public DecisionPolicy By(SalesPrior? sales) => new(this, sales, Assortment);

    /// <summary>What a product is named by.</summary>
    public (DecisionThresholds Thresholds, ThresholdSource Source) ThresholdsOf(Sku product) =>
        _products.TryGetValue(product, out var own) ? (own, ThresholdSource.Product) : (Thresholds, Source);

    /// <summary>The decision without its evidence, for measuring.</summary>
    public DecisionKind KindOf(Sku best, float similarity, float margin)
    {
        var (thresholds, _) = ThresholdsOf(best);
        return similarity < thresholds.UnknownBelow ? DecisionKind.Unknown
            : similarity >= thresholds.AcceptSimilarity && margin >= thresholds.AcceptMargin ? DecisionKind.Accepted
            : DecisionKind.Ambiguous;
    }

    /// <summary>How many of the nearest products a pick list shows: what is itself too unlike is no suggestion, but a list of one would
    /// be a guess in disguise, so that the runner-up joins.</summary>
    /// <param name="similarities">Of the nearest products, falling; at least one.</param>
    public int PickListLength(ReadOnlySpan<float> similarities)
    {
        var least = _pickListGap is { } gap ? similarities[0] - gap : Thresholds.UnknownBelow;
        var plausible = 0;
        while (plausible < similarities.Length && similarities[plausible] >= least)
            plausible++;
        return Math.Min(similarities.Length, Math.Clamp(plausible, 2, MaxPickList));
    }

    /// <summary>Decides on looks of some quality: from bad ones nothing is named, the best that they give is a pick list.</summary>
    /// <param name="match">What the gallery said; null where it has no entries.</param>
    public Decision Decide(Match? match, ViewQuality? quality)
    {
        var decision = Decide(match) with { Quality = quality };
        return quality is not { IsGood: false } ? decision : decision with
        {
            Kind = decision.Kind == DecisionKind.Unknown ? DecisionKind.Unknown : DecisionKind.Ambiguous,
            PickList = decision.Kind == DecisionKind.Accepted ? PickList(match!) : decision.PickList,
            Prompt = ShopperPrompt.Turn,
            Reason = $"{quality.Reason}; {decision.Reason}",
        };
    }

    /// <param name="match">What the gallery said; null where it has no entries.</param>
    public Decision Decide(Match? match)
    {
        if (match is null)
            return new Decision(DecisionKind.Unknown, null, [], "the gallery has no entries")
            {
                Thresholds = Thresholds, ThresholdsFrom = Source, Store = Influence(false),
            };
        var (thresholds, source) = ThresholdsOf(match.Best.Product.Sku);
        var kind = KindOf(match.Best.Product.Sku, match.Similarity, match.Margin);
        var bySimilarity = kind == DecisionKind.Ambiguous ? PickList(match) : [];
        var pickList = Sales?.Order(bySimilarity, thresholds.AcceptMargin) ?? bySimilarity;
        return new Decision(kind, match, pickList, Reason(match, thresholds))
        {
            Thresholds = thresholds, ThresholdsFrom = source, Store = Influence(!pickList.AsSpan().SequenceEqual(bySimilarity.AsSpan())),
        };
    }

    private StoreInfluence? Influence(bool isReordered) => Assortment is null && Sales is null ? null : new(isReordered, Assortment);

    private ImmutableArray<Candidate> PickList(Match match)
    {
        Span<float> similarities = stackalloc float[MaxPickList];
        var known = Math.Min(match.Candidates.Length, MaxPickList);
        for (var i = 0; i < known; i++)
            similarities[i] = match.Candidates[i].Similarity;
        return [.. match.Candidates.Take(PickListLength(similarities[..known]))];
    }

    private static string Reason(Match match, DecisionThresholds thresholds)
    {
        var (similarity, margin, best, runnerUp) = (match.Similarity, match.Margin, match.Best.Product.Sku, match.RunnerUp?.Product.Sku);
        var (toAccept, apart) = (thresholds.AcceptSimilarity, thresholds.AcceptMargin);
        FormattableString reason = similarity < thresholds.UnknownBelow
            ? $"similarity {similarity:F3} to {best} is below {thresholds.UnknownBelow:F3}"
            : similarity < toAccept ? (FormattableString)$"similarity {similarity:F3} to {best} is below {toAccept:F3}"
            : margin < apart ? (FormattableString)$"margin {margin:F3} of {best} over {runnerUp} is below {apart:F3}"
            : $"similarity {similarity:F3} and margin {margin:F3} reach {toAccept:F3} and {apart:F3}";
        return reason.ToString(CultureInfo.InvariantCulture);
    }
}
