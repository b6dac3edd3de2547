using RetailKlip.Core;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>What a till says changes the basket once, however often it is said, and stays with the item.</summary>
public sealed class CheckoutTillTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly Shop _shop;

    public CheckoutTillTests()
    {
        _shop = new Shop(_data.Path);
        _shop.See();
    }

    public void Dispose()
    {
        _shop.Dispose();
        _data.Dispose();
    }

    [Fact]
    public void A_void_takes_one_piece_and_keeps_it_away_while_its_item_lies_there()
    {
        _shop.Put(Shop.Item(1, 0));
        var second = _shop.Put(Shop.Item(1, 1));

        Assert.True(_shop.Checkout.TillVoided(null, Shop.SkuOf(1), "till", "pos/1"));
        Assert.True(_shop.Checkout.TillVoided(null, Shop.SkuOf(1), "till", "pos/1"));
        _shop.See();

        Assert.Equal("1 sku-1", _shop.Basket);
        Assert.True(_shop.Checkout.StandingOf(second.Id).IsLeftOut);
        Assert.False(_shop.Checkout.TillVoided(Guid.NewGuid(), null, "till", "pos/2"));
    }

    [Fact]
    public void A_void_of_a_line_of_several_pieces_takes_one_of_them_and_by_its_id_all()
    {
        _shop.Put(Shop.Item(1, 0));
        _shop.Checkout.ChangeQuantity(Shop.SkuOf(1), +1);

        Assert.True(_shop.Checkout.TillVoided(null, Shop.SkuOf(1), "till", "pos/1"));
        Assert.Equal("1 sku-1", _shop.Basket);
        Assert.True(_shop.Checkout.TillVoided(_shop.Checkout.Lines[0].Id, null, "till", "pos/2"));

        Assert.Empty(_shop.View.Lines);
    }

    [Fact]
    public void A_clerk_s_correction_stands_against_the_picture_and_keeps_what_recognition_had_said()
    {
        var item = _shop.Put(Shop.Item(1, 0));
        var wrong = _shop.Checkout.Lines[0].Id;

        Assert.True(_shop.Checkout.TillCorrected(wrong, Shop.SkuOf(2), "Anna", "pos/1"));
        Assert.True(_shop.Checkout.TillCorrected(wrong, Shop.SkuOf(2), "Anna", "pos/1"));
        _shop.See();
        Assert.Equal("1 sku-2", _shop.Basket);
        var line = Assert.Single(_shop.Checkout.Lines);
        Assert.Equal((LineOrigin.Attendant, Shop.SkuOf(1), item.Id), (line.Evidence.Origin, line.Evidence.Why!.Best!.Value, line.Evidence.Track!.Value));

        _shop.Take(item);
        Assert.Empty(_shop.View.Lines);
    }

    [Fact]
    public void A_total_is_shown_until_the_next_basket_and_only_for_the_basket_that_was_meant()
    {
        _shop.Put(Shop.Item(1, 0));
        Assert.False(_shop.Checkout.TillTotalled(new TillTotal("9.99 EUR", Guid.NewGuid())));
        Assert.True(_shop.Checkout.TillTotalled(new TillTotal("1.23 EUR", _shop.View.Session)));
        _shop.Checkout.Finish();
        Assert.Equal("1.23 EUR", _shop.View.Total?.Amount);

        _shop.Clear();
        _shop.Time.Advance(new KioskOptions().ThanksDuration);
        _shop.See();

        Assert.Null(_shop.View.Total);
    }

    [Fact]
    public void Nothing_is_changed_where_no_basket_is_open()
    {
        _shop.Put(Shop.Item(1, 0));
        var line = _shop.Checkout.Lines[0].Id;
        _shop.Checkout.Finish();

        Assert.False(_shop.Checkout.TillScanned(Gtin.Parse("4006381333931"), null, "pos/1"));
        Assert.False(_shop.Checkout.TillVoided(line, null, "till", "pos/2"));
        Assert.False(_shop.Checkout.TillCorrected(line, Shop.SkuOf(2), "Anna", "pos/3"));
        Assert.Equal("1 sku-1", _shop.Basket);
    }
}
