using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Tests.Core;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Whose code it is that was read, and for how long it counts.</summary>
public sealed class TrayHearingTests
{
    private static readonly Gtin Wine = Gtin.Parse("5901234123457"), Milk = Gtin.Parse("9780201379624"), InShop = Gtin.Parse("2000000000008");
    private static readonly DecisionPolicy Policy = new(new DecisionThresholds(0.8f, 0.1f, 0.3f));

    private static readonly Gallery Gallery = new(1, Samples.Encoder, 3,
        [new(Sku.Parse("wine"), "Wine", Wine, Rule: new ProductRule(Required: Witnesses.Barcode)), new(Sku.Parse("milk"), "Milk", Milk), new(Sku.Parse("jam"), "Jam")],
        [
            new(1, Sku.Parse("wine"), Embedding.Normalise(Samples.Encoder, [1, 0, 0]), "1"), new(2, Sku.Parse("milk"), Embedding.Normalise(Samples.Encoder, [0, 1, 0]), "2"),
            new(3, Sku.Parse("jam"), Embedding.Normalise(Samples.Encoder, [0, 0, 1]), "3"),
        ]);

    private readonly FakeTimeProvider _time = new();
    private readonly TrayFeed _feed = new();
    private readonly TrayHearing _hearing;
    private long _sequence;

    public TrayHearingTests() => _hearing = new TrayHearing(_feed, _time, NullLogger<TrayHearing>.Instance);

    [Fact]
    public void A_code_belongs_to_the_item_whose_box_holds_it_until_the_item_leaves()
    {
        TrackView wine = Item(0, [1, 0, 0]), milk = Item(1, [0, 1, 0]);
        var tray = See([wine, milk]);
        Assert.Equal("?ShowBarcode, milk", Heard);

        _hearing.Read(tray, [Code(Wine, wine.Box), Code(Milk, milk.Box)]);
        Assert.Equal("wine, milk", Heard);
        Assert.False(_hearing.HasItemWithoutCode);
        See([wine, milk], still: false);
        Assert.Equal("wine, milk", Heard);

        See([milk]);
        See([wine, milk]);

        Assert.Equal("?ShowBarcode, milk", Heard);
    }

    [Fact]
    public void A_code_in_a_hand_is_of_the_item_that_waits_for_it_and_of_no_other()
    {
        TrackView wine = Item(0, [1, 0, 0]), unknown = Item(1, [-1, -1, -1]);
        var tray = See([wine, unknown], still: false);
        Assert.True(_hearing.WaitsForCode);

        // Carried over it: what lies there is not what is read.
        _hearing.Read(tray, [Code(Milk, unknown.Box), Code(Milk, wine.Box)]);
        Assert.Equal("?ShowBarcode, ?None", Heard);
        _hearing.Read(tray, [Code(Wine, unknown.Box)]);

        Assert.Equal("wine, ?None", Heard);
        Assert.False(_hearing.WaitsForCode);
    }

    [Fact]
    public void A_code_beside_everything_is_nobodys_where_two_items_wait()
    {
        var beside = new PixelBox(900, 600, 100, 40);
        TrackView first = Item(0, [1, 0, 0]), second = Item(1, [1, 0, 0]);

        _hearing.Read(See([first, second]), [Code(Wine, beside)]);
        Assert.Equal("?ShowBarcode, ?ShowBarcode", Heard);

        _hearing.Read(See([first]), [Code(Wine, beside)]);
        Assert.Equal("wine", Heard);
    }

    [Fact]
    public void Of_several_codes_on_one_item_that_of_its_picture_counts_and_a_number_of_the_shop_s_own_labels_does_not()
    {
        var milk = Item(0, [0, 1, 0]);
        var tray = See([milk]);

        _hearing.Read(tray, [Code(InShop, milk.Box)]);
        Assert.Equal("milk", Heard);
        Assert.Null(_feed.Trays.Value.Items[0].Decision.Heard);
        _hearing.Read(tray, [Code(Gtin.Parse("7622210449283"), milk.Box), Code(Milk, milk.Box)]);

        Assert.Equal(Milk, _feed.Trays.Value.Items[0].Decision.Heard?.Barcode);
    }

    [Fact]
    public void An_unknown_item_is_named_by_the_code_on_it_and_a_known_one_is_doubted_by_another()
    {
        TrackView unknown = Item(0, [-1, -1, -1]), jam = Item(1, [0, 0, 1]), wine = Item(2, [1, 0, 0]);

        _hearing.Read(See([unknown, jam, wine]), [Code(Milk, unknown.Box), Code(Milk, jam.Box), Code(Milk, wine.Box)]);

        Assert.Equal("milk, ?Pick, ?Pick", Heard);
        Assert.Equal([false, true, true], _feed.Trays.Value.Items.Select(item => item.Decision.IsDoubted));
    }

    [Fact]
    public void A_code_of_an_item_that_has_left_meanwhile_is_dropped()
    {
        var wine = Item(0, [1, 0, 0]);
        var tray = See([wine]);
        See([]);

        _hearing.Read(tray, [Code(Wine, wine.Box)]);
        See([wine]);

        Assert.Equal("?ShowBarcode", Heard);
    }

    [Fact]
    public void A_scan_at_the_till_is_of_the_item_that_looks_like_it_and_names_one_that_may_be_it()
    {
        TrackView milk = Item(0, [0, 1, 0]), wine = Item(1, [1, 0, 0]);
        See([milk, wine]);

        Assert.Equal(milk.Id, _hearing.Scan(Milk));
        Assert.Equal(wine.Id, _hearing.Scan(Wine));
        Assert.Equal("milk, wine", Heard);
        // Of a second piece that does not lie there.
        Assert.Null(_hearing.Scan(Milk));
        _time.Advance(2 * TillScans.Together);
        See([milk, wine]);
        Assert.Equal("milk, wine", Heard);
    }

    [Fact]
    public void An_item_laid_down_after_its_scan_is_doubted_where_it_looks_like_another_product()
    {
        See([]);
        Assert.Null(_hearing.Scan(Milk));
        _time.Advance(TimeSpan.FromSeconds(2));
        var jam = Item(0, [0, 0, 1]);
        See([jam]);
        // What was scanned may still be on its way.
        Assert.Equal("jam", Heard);

        _time.Advance(TillScans.Together);
        See([jam]);

        Assert.Equal("?Pick", Heard);
        Assert.Equal("picture jam and bar code milk disagree", _feed.Trays.Value.Items[0].Decision.ForAttendant);
    }

    [Fact]
    public void An_item_whose_code_the_camera_has_read_is_what_was_scanned_and_no_other_is_doubted_for_it()
    {
        TrackView milk = Item(0, [0, 1, 0]), jam = Item(1, [0, 0, 1]);
        var tray = See([milk]);
        _hearing.Read(tray, [Code(Milk, milk.Box)]);
        Assert.Equal(milk.Id, _hearing.Scan(Milk));
        See([milk, jam]);

        _time.Advance(2 * TillScans.Together);
        See([milk, jam]);

        Assert.Equal("milk, jam", Heard);
    }

    [Fact]
    public void Two_items_laid_down_around_a_scan_are_not_doubted_for_a_third()
    {
        See([]);
        _hearing.Scan(Milk);
        ImmutableArray<TrackView> both = [Item(0, [0, 0, 1]), Item(1, [0, 0, 1])];
        See(both);

        _time.Advance(2 * TillScans.Together);
        See(both);

        Assert.Equal("jam, jam", Heard);
    }

    [Fact]
    public void An_item_that_lay_there_long_before_is_not_what_was_scanned()
    {
        var jam = Item(0, [0, 0, 1]);
        See([jam]);
        _time.Advance(3 * TillScans.Together);
        _hearing.Scan(Milk);
        _time.Advance(2 * TillScans.Together);

        See([jam]);

        Assert.Equal("jam", Heard);
    }

    private string Heard => string.Join(", ", _feed.Trays.Value.Items.Select(item => item.Decision.Product?.Sku.Value ?? $"?{item.Decision.Prompt}"));

    private static TrackView Item(int place, float[] view)
    {
        var evidence = Embedding.Normalise(Samples.Encoder, view);
        return new TrackView(Guid.NewGuid(), new PixelBox(250 * place, 100, 200, 200), Policy.Decide(Gallery.Match(evidence)), evidence, true);
    }

    private static Barcode Code(Gtin gtin, PixelBox within) =>
        new(BarcodeSymbology.Ean13, gtin.Digits13!, gtin, new PixelBox(within.X + 20, within.Y + 10, within.Width / 2, 20), 5);

    private SeenTray See(ImmutableArray<TrackView> items, bool still = true)
    {
        var tray = new SeenTray(_sequence++, 1280, 720, still, !still, items);
        _hearing.See(tray, Gallery);
        return tray;
    }
}
