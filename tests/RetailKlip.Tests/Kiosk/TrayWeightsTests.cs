using Microsoft.Extensions.Time.Testing;
using RetailKlip.Kiosk;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

public sealed class TrayWeightsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TrayWeights _weights;
    private readonly List<TrackView> _lying = [];

    public TrayWeightsTests() => _weights = new TrayWeights(_time);

    [Fact]
    public void An_item_weighs_what_the_scale_shows_more_whoever_notices_it_first()
    {
        Rest(100);
        var first = Put();
        Assert.False(Rest(100));
        Assert.True(Rest(350));
        Assert.Equal(250, _weights.Of(first));

        // The scale first, the camera a moment later.
        Assert.False(See(600, TrayWeights.Rest / 3));
        var second = Put();
        Assert.True(Rest(600));
        Assert.Equal((250, 250), (_weights.Of(first), _weights.Of(second)));
    }

    [Fact]
    public void Two_items_at_once_have_no_weight_and_the_next_one_has()
    {
        Rest(0);
        var (first, second) = (Put(), Put());
        Rest(500);
        Assert.Equal((null, null), (_weights.Of(first), _weights.Of(second)));

        var third = Put();
        Rest(740);

        Assert.Equal(240, _weights.Of(third));
    }

    [Fact]
    public void A_tare_and_a_hand_that_leans_on_the_tray_say_nothing()
    {
        Rest(0);
        var item = Put();
        Rest(500);
        Rest(0);
        Rest(90);
        Rest(0);
        Assert.Equal(500, _weights.Of(item));

        var next = Put();
        Rest(120);

        Assert.Equal((500, 120), (_weights.Of(item), _weights.Of(next)));
    }

    [Theory]
    [InlineData(ScaleState.Moving, true)]
    [InlineData(ScaleState.Stable, false)]
    public void Neither_a_weight_that_moves_nor_a_tray_that_does_is_taken(ScaleState state, bool still)
    {
        Rest(0);
        var item = Put();

        See(500, TrayWeights.Rest, state, still);
        See(500, TrayWeights.Rest, state, still);
        Assert.Null(_weights.Of(item));

        Assert.True(Rest(500));
    }

    [Theory]
    [InlineData(ScaleState.Absent)]
    [InlineData(ScaleState.Underloaded)]
    [InlineData(ScaleState.Overloaded)]
    [InlineData(ScaleState.Busy)]
    public void After_a_scale_could_not_weigh_the_next_item_is_compared_with_what_it_shows_then(ScaleState state)
    {
        Rest(0);
        See(null, TimeSpan.Zero, state);
        var item = Put();
        Rest(500);
        var next = Put();
        Rest(600);

        Assert.Equal((null, 100), (_weights.Of(item), _weights.Of(next)));
    }

    [Fact]
    public void A_weight_is_forgotten_with_its_item_and_what_comes_in_its_place_is_not_weighed()
    {
        Rest(0);
        var item = Put();
        Rest(500);
        _lying.Clear();
        var other = Put();

        Rest(700);

        Assert.Equal((null, null), (_weights.Of(item), _weights.Of(other)));
    }

    private Guid Put()
    {
        _lying.Add(Shop.Item(1, _lying.Count));
        return _lying[^1].Id;
    }

    /// <summary>Tray and scale at rest for long enough.</summary>
    private bool Rest(decimal grams) => See(grams, TrayWeights.Rest) | See(grams, TimeSpan.Zero);

    private bool See(decimal? grams, TimeSpan lasting, ScaleState state = ScaleState.Stable, bool still = true)
    {
        var isNew = _weights.Observe(new SeenTray(1, 1280, 720, still, !still, [.. _lying]), new ScaleReading(state, grams, null, default));
        _time.Advance(lasting);
        return isNew;
    }
}
