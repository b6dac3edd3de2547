using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class TrackTests
{
    private static readonly DecisionPolicy Policy = new(new DecisionThresholds(0.8f, 0.1f, 0.5f));

    private static readonly Gallery Shelf = new(4, Samples.Encoder, 3, [new(Sku.Parse("milk"), "Milk"), new(Sku.Parse("bread"), "Bread")],
    [
        new(1, Sku.Parse("milk"), Unit(1, 0, 0), ""),
        new(2, Sku.Parse("bread"), Unit(0, 1, 0), ""),
    ]);

    [Fact]
    public void It_is_decided_on_the_mean_of_its_views()
    {
        var track = new Track(Guid.NewGuid(), default);
        // Each view alone is 0.78 near to milk, and tells nothing for sure; their mean is 0.95 near.
        Assert.Equal(DecisionKind.Ambiguous, track.Observe(new PixelBox(0, 0, 9, 9), Unit(0.78f, 0.25f, 0.57f), Shelf, Policy).Kind);
        var decision = track.Observe(new PixelBox(1, 0, 9, 9), Unit(0.78f, 0.25f, -0.57f), Shelf, Policy);
        Assert.Equal((DecisionKind.Accepted, "milk"), (decision.Kind, decision.Product?.Sku.Value));
        Assert.Same(decision, track.Decision);
        Assert.Equal((2, new PixelBox(1, 0, 9, 9), 0.5), (track.Views, track.Box, track.Agreement));
        Assert.Equal(0.95f, track.Evidence!.Similarity(Unit(1, 0, 0)), 0.01f);
    }

    [Fact]
    public void What_lay_there_before_is_forgotten_after_eight_views()
    {
        var track = new Track(Guid.NewGuid(), default);
        for (var i = 0; i < Track.MaxViews; i++)
            track.Observe(default, Unit(1, 0, 0), Shelf, Policy);
        Assert.Equal(("milk", 1.0), (track.Decision!.Product?.Sku.Value, track.Agreement));
        for (var i = 0; i < Track.MaxViews; i++)
            track.Observe(default, Unit(0, 1, 0), Shelf, Policy);
        Assert.Equal("bread", track.Decision!.Product?.Sku.Value);
        Assert.Equal(1, track.Evidence!.Similarity(Unit(0, 1, 0)), 1e-6f);
        Assert.Equal(2 * Track.MaxViews, track.Views);
    }

    [Fact]
    public void It_enters_the_basket_once()
    {
        var track = new Track(Guid.NewGuid(), default);
        track.Observe(default, Unit(1, 0, 0), Shelf, Policy);
        Assert.False(track.Claimed);
        Assert.True(track.Claim());
        track.Observe(default, Unit(1, 0, 0), Shelf, Policy);
        Assert.False(track.Claim());
        Assert.True(track.Claimed);
    }

    [Fact]
    public void Before_the_first_view_it_says_nothing()
    {
        var track = new Track(Guid.NewGuid(), new PixelBox(1, 2, 3, 4));
        Assert.Equal((null, null, 0, 0.0), (track.Decision, track.Evidence, track.Views, track.Agreement));
        Assert.Equal(new LineEvidence(LineOrigin.Attendant, track.Id, track.Box), LineEvidence.Of(track, LineOrigin.Attendant));
    }

    [Fact]
    public void Its_line_carries_the_numbers_of_its_decision()
    {
        var track = new Track(Guid.NewGuid(), default);
        track.Observe(new PixelBox(1, 2, 3, 4), Unit(1, 0, 0), Shelf, Policy);
        Assert.Equal(
            new LineEvidence(LineOrigin.Recognised, track.Id, new PixelBox(1, 2, 3, 4), DecisionKind.Accepted, 1, 1, 4, Samples.Encoder,
                Explanation.Of(track.Decision!, Samples.Encoder)),
            LineEvidence.Of(track, LineOrigin.Recognised));
    }

    [Fact]
    public void A_view_of_another_encoder_leaves_it_as_it_was()
    {
        var track = new Track(Guid.NewGuid(), default);
        track.Observe(default, Unit(1, 0, 0), Shelf, Policy);
        Assert.Throws<EncoderMismatchException>(() =>
            track.Observe(default, Embedding.Normalise(Samples.OtherEncoder, [1, 0, 0]), Shelf, Policy));
        Assert.Equal((1, 1.0), (track.Views, track.Agreement));
    }

    private static Embedding Unit(float x, float y, float z) => Embedding.Normalise(Samples.Encoder, [x, y, z]);
}
