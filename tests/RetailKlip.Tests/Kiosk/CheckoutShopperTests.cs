using RetailKlip.Core;
using RetailKlip.Kiosk;
using Xunit;

namespace RetailKlip.Tests.Kiosk;

/// <summary>What the shopper finds and puts back on the page.</summary>
public sealed class CheckoutShopperTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private Shop _shop;

    public CheckoutShopperTests()
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
    public void What_was_taken_out_by_mistake_is_put_back_with_its_quantity_and_still_belongs_to_its_items()
    {
        var item = _shop.Put(Shop.Item(1, 0));
        var other = _shop.Put(Shop.Item(1, 1));
        _shop.Checkout.ChangeQuantity(Shop.SkuOf(1), +1);
        _shop.Checkout.Remove(Shop.SkuOf(1));
        Assert.Equal(Shop.SkuOf(1), _shop.View.TakenOut!.Sku);

        _shop.Checkout.PutBack();
        _shop.See();

        Assert.Equal("3 sku-1", _shop.Basket);
        Assert.Null(_shop.View.TakenOut);
        Assert.False(_shop.Checkout.StandingOf(item.Id).IsLeftOut);
        _shop.Take(item);
        _shop.Take(other);
        Assert.Empty(_shop.View.Lines);
    }

    [Fact]
    public void What_has_left_the_tray_or_was_followed_by_something_else_is_not_put_back()
    {
        var item = _shop.Put(Shop.Item(1, 0));
        _shop.Checkout.Remove(Shop.SkuOf(1));
        _shop.Take(item);
        Assert.Null(_shop.View.TakenOut);
        _shop.Put(Shop.Item(2, 1));
        _shop.Checkout.Remove(Shop.SkuOf(2));
        _shop.Put(Shop.Item(3, 2));

        _shop.Checkout.PutBack();

        Assert.Null(_shop.View.TakenOut);
        Assert.Equal("1 sku-3", _shop.Basket);
    }

    [Fact]
    public void An_unknown_item_is_looked_up_among_all_that_is_sold_and_recorded_as_the_shoppers_word()
    {
        var item = _shop.Put(Shop.Item(1, 0, DecisionKind.Unknown));
        Assert.Equal(Shop.Gallery.Products.Select(product => product.Sku), _shop.Checkout.LookUpList(item.Id).Select(product => product.Sku));

        _shop.Checkout.LookUp(item.Id, Sku.Parse("not-sold"));
        Assert.Empty(_shop.View.Lines);
        _shop.Checkout.LookUp(item.Id, Shop.SkuOf(4));

        Assert.Equal("1 sku-4", _shop.Basket);
        Assert.Equal(LineOrigin.Picked, Assert.Single(_shop.Checkout.Lines).Evidence.Origin);
        Assert.Equal(DecisionKind.Unknown, Assert.Single(_shop.Checkout.Lines).Evidence.Decision);
        Assert.Empty(_shop.Checkout.LookUpList(item.Id));
    }

    [Fact]
    public void Nothing_is_looked_up_for_an_item_with_a_pick_list_or_whose_witnesses_disagree()
    {
        var asked = _shop.Put(Shop.Item(1, 0, DecisionKind.Ambiguous));
        var doubtful = Shop.Item(2, 1, DecisionKind.Ambiguous);
        var doubted = _shop.Put(doubtful with { Decision = doubtful.Decision with { ForAttendant = "they disagree" } });
        Assert.Empty(_shop.Checkout.LookUpList(asked.Id));

        _shop.Checkout.Decline(asked.Id);
        _shop.Checkout.Decline(doubted.Id);

        Assert.NotEmpty(_shop.Checkout.LookUpList(asked.Id));
        Assert.Empty(_shop.Checkout.LookUpList(doubted.Id));
    }

    [Fact]
    public void After_a_restart_an_item_that_was_looked_up_is_neither_asked_about_nor_added_again()
    {
        var item = _shop.Put(Shop.Item(1, 0, DecisionKind.Unknown));
        _shop.Checkout.LookUp(item.Id, Shop.SkuOf(4));

        _shop.Dispose();
        _shop = new Shop(_data.Path);
        _shop.Put(Shop.Item(1, 0, DecisionKind.Unknown));

        Assert.Equal("1 sku-4", _shop.Basket);
        Assert.Empty(_shop.View.Questions);
    }
}
