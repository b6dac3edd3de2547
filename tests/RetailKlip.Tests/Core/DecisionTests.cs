using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class DecisionTests
{
    private static readonly DecisionPolicy Policy = new(
        new DecisionThresholds(AcceptSimilarity: 0.8f, AcceptMargin: 0.1f, UnknownBelow: 0.5f));

    [Fact]
    public void Near_and_alone_is_accepted()
    {
        var decision = Decide(0.9f, 0.7f);
        Assert.Equal((DecisionKind.Accepted, "sku-0"), (decision.Kind, decision.Product?.Sku.Value));
        Assert.Empty(decision.PickList);
        Assert.Equal("similarity 0.900 and margin 0.200 reach 0.800 and 0.100", decision.Reason);
    }

    [Fact]
    public void Near_two_products_is_ambiguous()
    {
        var decision = Decide(0.9f, 0.85f, 0.2f);
        Assert.Equal(DecisionKind.Ambiguous, decision.Kind);
        Assert.Null(decision.Product);
        Assert.Equal(["sku-0", "sku-1"], decision.PickList.Select(candidate => candidate.Product.Sku.Value));
        Assert.Equal("margin 0.050 of sku-0 over sku-1 is below 0.100", decision.Reason);
    }

    [Fact]
    public void Not_near_enough_is_ambiguous_however_alone()
    {
        var decision = Decide(0.7f, 0.1f, 0.05f);
        Assert.Equal(DecisionKind.Ambiguous, decision.Kind);
        Assert.Equal(["sku-0", "sku-1"], decision.PickList.Select(candidate => candidate.Product.Sku.Value));
        Assert.Equal("similarity 0.700 to sku-0 is below 0.800", decision.Reason);
    }

    [Fact]
    public void Near_nothing_is_unknown_and_suggests_nothing()
    {
        var decision = Decide(0.4f, 0.1f);
        Assert.Equal(DecisionKind.Unknown, decision.Kind);
        Assert.Null(decision.Product);
        Assert.Empty(decision.PickList);
        Assert.Equal("similarity 0.400 to sku-0 is below 0.500", decision.Reason);
    }

    [Fact]
    public void An_empty_gallery_knows_nothing()
    {
        var decision = Policy.Decide(null);
        Assert.Equal((DecisionKind.Unknown, null, "the gallery has no entries"), (decision.Kind, decision.Match, decision.Reason));
    }

    [Fact]
    public void A_pick_list_has_at_most_six_products()
    {
        var decision = Decide(0.79f, 0.78f, 0.77f, 0.76f, 0.75f, 0.74f, 0.73f, 0.72f);
        Assert.Equal(DecisionPolicy.MaxPickList, decision.PickList.Length);
    }

    [Fact]
    public void The_only_product_is_asked_about_when_in_doubt()
    {
        var decision = Decide(0.7f);
        Assert.Equal(DecisionKind.Ambiguous, decision.Kind);
        Assert.Single(decision.PickList);
    }

    /// <summary>Exactly at a threshold counts as reaching it.</summary>
    [Fact]
    public void The_thresholds_themselves_are_reached()
    {
        // Similarities of these vectors are exact: 0.5 and 0.
        var gallery = new Gallery(1, Samples.Encoder, 4, [new(Sku.Parse("a"), "A"), new(Sku.Parse("b"), "B")],
        [
            new(1, Sku.Parse("a"), Embedding.FromUnit(Samples.Encoder, [1, 0, 0, 0]), ""),
            new(2, Sku.Parse("b"), Embedding.FromUnit(Samples.Encoder, [0.5f, -0.5f, -0.5f, 0.5f]), ""),
        ]);
        var match = gallery.Match(Embedding.FromUnit(Samples.Encoder, [0.5f, 0.5f, 0.5f, 0.5f]));
        Assert.Equal(DecisionKind.Accepted, new DecisionPolicy(new DecisionThresholds(0.5f, 0.5f, 0.5f)).Decide(match).Kind);
        Assert.Equal(DecisionKind.Ambiguous,
            new DecisionPolicy(new DecisionThresholds(0.5f, MathF.BitIncrement(0.5f), 0.5f)).Decide(match).Kind);
        Assert.Equal(DecisionKind.Ambiguous,
            new DecisionPolicy(new DecisionThresholds(MathF.BitIncrement(0.5f), 0.5f, 0.5f)).Decide(match).Kind);
        Assert.Equal(DecisionKind.Unknown,
            new DecisionPolicy(new DecisionThresholds(0.6f, 0.5f, MathF.BitIncrement(0.5f))).Decide(match).Kind);
    }

    [Theory]
    [InlineData(1.1f, 0.1f, 0.5f, "acceptSimilarity is 1.1; it must lie in [-1, 1].")]
    [InlineData(float.NaN, 0.1f, 0.5f, "acceptSimilarity is NaN; it must lie in [-1, 1].")]
    [InlineData(0.8f, -0.1f, 0.5f, "acceptMargin is -0.1; it must lie in [0, 2].")]
    [InlineData(0.8f, 2.1f, 0.5f, "acceptMargin is 2.1; it must lie in [0, 2].")]
    [InlineData(0.8f, 0.1f, 0.81f, "unknownBelow is 0.81; it must lie in [-1, acceptSimilarity], here 0.8.")]
    [InlineData(0.8f, 0.1f, float.NaN, "unknownBelow is NaN; it must lie in [-1, acceptSimilarity], here 0.8.")]
    public void Thresholds_out_of_range_are_refused(float similarity, float margin, float unknown, string message) =>
        Assert.Equal(message,
            Assert.Throws<ArgumentException>(() => new DecisionPolicy(new DecisionThresholds(similarity, margin, unknown))).Message);

    [Fact]
    public void Boxes_overlap_by_intersection_over_union()
    {
        var box = new PixelBox(10, 20, 30, 40);
        Assert.Equal((40, 60, 1200L), (box.Right, box.Bottom, box.Area));
        Assert.Equal(1, box.Overlap(box));
        Assert.Equal(0, box.Overlap(new PixelBox(40, 20, 5, 5)));
        Assert.Equal(0, box.Overlap(default));
        Assert.Equal(new PixelBox(25, 30, 15, 30), box.Intersect(new PixelBox(25, 30, 100, 100)));
        Assert.Equal(1.0 / 3, new PixelBox(0, 0, 10, 10).Overlap(new PixelBox(5, 0, 10, 10)), 1e-12);
    }

    // A match with the given similarities, up to rounding: each product lies on an axis of its own.
    private static Decision Decide(params float[] similarities)
    {
        var dimension = similarities.Length + 1;
        float[] Axis(int i) => [.. Enumerable.Range(0, dimension).Select(place => place == i ? 1f : 0f)];
        // Axes cannot be this near to one vector, so each product gets the query turned by its angle instead.
        var query = Axis(dimension - 1);
        var entries = similarities.Select((similarity, i) =>
        {
            var values = Axis(i);
            values[i] = MathF.Sqrt(1 - similarity * similarity);
            values[^1] = similarity;
            return new GalleryEntry(i + 1, Sku.Parse($"sku-{i}"), Embedding.FromUnit(Samples.Encoder, values), "");
        });
        var products = similarities.Select((_, i) => new Product(Sku.Parse($"sku-{i}"), $"Product {i}"));
        return Policy.Decide(
            new Gallery(1, Samples.Encoder, dimension, products, entries).Match(Embedding.FromUnit(Samples.Encoder, query), 8));
    }
}
