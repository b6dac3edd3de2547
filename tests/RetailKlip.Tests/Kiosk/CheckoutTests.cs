using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

public sealed class CheckoutTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private Shop _shop;

    public CheckoutTests()
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
    public void An_accepted_item_is_added_once_however_often_it_is_seen()
    {
        _shop.Put(Shop.Item(1, 0));
        for (var i = 0; i < 20; i++)
            _shop.See(still: i % 3 > 0);

        Assert.Equal("1 sku-1", _shop.Basket);
    }

    [Fact]
    public void Two_items_of_one_product_are_one_line_of_two()
    {
        _shop.Put(Shop.Item(1, 0));
        _shop.Put(Shop.Item(2, 1));
        _shop.Put(Shop.Item(1, 2));

        Assert.Equal("2 sku-1, 1 sku-2", _shop.Basket);
    }

    [Fact]
    public void An_item_that_has_not_settled_is_neither_added_nor_asked_about()
    {
        _shop.Put(Shop.Item(1, 0, isSettled: false));
        _shop.Put(Shop.Item(2, 1, DecisionKind.Unknown, isSettled: false));

        Assert.Empty(_shop.View.Lines);
        Assert.Empty(_shop.View.Questions);
    }

    [Fact]
    public void An_item_taken_off_the_tray_leaves_the_basket()
    {
        var item = _shop.Put(Shop.Item(1, 0));
        _shop.Put(Shop.Item(1, 1));

        _shop.Take(item);

        Assert.Equal("1 sku-1", _shop.Basket);
    }

    [Fact]
    public void An_item_that_is_recognised_as_its_twin_later_is_renamed_and_not_doubled()
    {
        var item = _shop.Put(Shop.Item(1, 0));

        _shop.Turn(item, Shop.Item(2, 0));
        Assert.Equal("1 sku-2", _shop.Basket);
        _shop.Turn(item, Shop.Item(1, 0));

        Assert.Equal("1 sku-1", _shop.Basket);
    }

    [Fact]
    public void An_ambiguous_item_asks_and_the_choice_is_recorded_as_the_shoppers()
    {
        var item = _shop.Put(Shop.Item(1, 0, DecisionKind.Ambiguous));
        var question = Assert.Single(_shop.View.Questions);
        Assert.Equal(3, question.PickList.Length);
        Assert.False(_shop.View.CanFinish);
        var choice = question.PickList[1].Sku;

        _shop.Checkout.Choose(item.Id, choice);
        _shop.See();

        Assert.Empty(_shop.View.Questions);
        var line = Assert.Single(_shop.View.Lines);
        Assert.Equal((choice, 1, true), (line.Sku, line.Quantity, line.ChosenByShopper));
        _shop.Dispose();
        using var store = BasketStore.Open(_data.File("baskets.db"), TimeProvider.System);
        var kept = Assert.Single(store.Current!.Lines);
        Assert.Equal((LineOrigin.Picked, item.Id, DecisionKind.Ambiguous), (kept.Evidence.Origin, kept.Evidence.Track, kept.Evidence.Decision));
    }

    [Fact]
    public void The_question_about_an_item_seen_badly_says_what_is_wrong()
    {
        var seen = Shop.Item(1, 0, DecisionKind.Ambiguous);
        var item = _shop.Put(seen with { Decision = seen.Decision with { Quality = new ViewQuality(0.3, 41, 0, 0, ViewFault.Dark), Prompt = ShopperPrompt.Turn } });
        Assert.Equal(ViewFault.Dark, Assert.Single(_shop.View.Questions).Seen);

        _shop.Turn(item, Shop.Item(1, 0));

        Assert.Empty(_shop.View.Questions);
        Assert.Equal("1 sku-1", _shop.Basket);
    }

    [Fact]
    public void A_product_that_was_not_offered_cannot_be_chosen()
    {
        var item = _shop.Put(Shop.Item(1, 0, DecisionKind.Ambiguous));
        var offered = _shop.View.Questions[0].PickList.Select(product => product.Sku).ToHashSet();

        _shop.Checkout.Choose(item.Id, Shop.Gallery.Products.First(product => !offered.Contains(product.Sku)).Sku);

        Assert.Empty(_shop.View.Lines);
    }

    [Fact]
    public void A_bar_code_read_later_corrects_a_slip_of_the_finger()
    {
        var item = _shop.Put(Shop.Item(1, 0, DecisionKind.Ambiguous));
        _shop.Checkout.Choose(item.Id, _shop.View.Questions[0].PickList[1].Sku);
        Assert.NotEqual("1 sku-2", _shop.Basket);

        // Recognised otherwise by its picture, the shopper's word stands.
        _shop.Turn(item, Shop.Item(2, 0));
        Assert.NotEqual("1 sku-2", _shop.Basket);
        _shop.Turn(item, Scanned(Shop.Item(2, 0)));

        Assert.Equal("1 sku-2", _shop.Basket);
        Assert.Equal(LineOrigin.Scanned, Assert.Single(_shop.Checkout.Lines).Evidence.Origin);
    }

    [Fact]
    public void A_line_whose_witnesses_disagree_becomes_a_question_and_is_told_once_where_the_shopper_leaves_it_open()
    {
        var item = _shop.Put(Shop.Item(1, 0));
        _shop.Turn(item, Doubted(Shop.Item(1, 0, DecisionKind.Ambiguous)));
        Assert.Empty(_shop.View.Lines);
        Assert.True(Assert.Single(_shop.View.Questions).IsDoubted);
        Assert.Empty(_shop.Checkout.ForAttendant.Told);

        _shop.Checkout.Decline(item.Id);
        _shop.Checkout.Decline(item.Id);
        Assert.Equal((item.Id, "they disagree"), Assert.Single(_shop.Checkout.ForAttendant.Told) is var told ? (told.Item, told.What) : default);

        // The bar code is covered by now, the picture names it again.
        _shop.Turn(item, Shop.Item(1, 0));
        Assert.Equal("1 sku-1", _shop.Basket);
    }

    [Fact]
    public void A_doubted_item_that_is_left_out_or_taken_away_concerns_nobody()
    {
        var left = _shop.Put(Doubted(Shop.Item(1, 0, DecisionKind.Ambiguous)));
        var taken = _shop.Put(Doubted(Shop.Item(2, 1, DecisionKind.Ambiguous)));

        _shop.Checkout.LeaveOut(left.Id);
        _shop.Take(taken);

        Assert.Empty(_shop.View.Questions);
        Assert.Empty(_shop.Checkout.ForAttendant.Told);
    }

    [Fact]
    public void None_of_these_turns_the_pick_list_into_an_offer_of_help()
    {
        var item = _shop.Put(Shop.Item(1, 0, DecisionKind.Ambiguous));

        _shop.Checkout.Decline(item.Id);

        Assert.Empty(Assert.Single(_shop.View.Questions).PickList);
    }

    [Fact]
    public void Help_ends_when_the_item_it_was_asked_for_is_taken_away()
    {
        _shop.Put(Shop.Item(2, 1));
        var item = _shop.Put(Shop.Item(1, 0, DecisionKind.Unknown));
        _shop.Checkout.AskForHelp(item.Id);
        Assert.True(_shop.View.HelpAsked);
        Assert.False(_shop.View.CanFinish);

        _shop.Take(item);

        Assert.False(_shop.View.HelpAsked);
        Assert.True(_shop.View.CanFinish);
    }

    [Fact]
    public void An_item_left_out_is_not_asked_about_again()
    {
        _shop.Put(Shop.Item(2, 1));
        var item = _shop.Put(Shop.Item(1, 0, DecisionKind.Unknown));

        _shop.Checkout.LeaveOut(item.Id);
        _shop.See();

        Assert.Empty(_shop.View.Questions);
        Assert.True(_shop.View.CanFinish);
        Assert.True(_shop.Checkout.StandingOf(item.Id).IsLeftOut);
    }

    [Fact]
    public void A_removed_line_stays_away_while_its_item_lies_there_and_comes_back_with_it()
    {
        var item = _shop.Put(Shop.Item(1, 0));

        _shop.Checkout.Remove(Shop.SkuOf(1));
        _shop.See();
        Assert.Empty(_shop.View.Lines);

        _shop.Take(item);
        _shop.Put(Shop.Item(1, 0));
        Assert.Equal("1 sku-1", _shop.Basket);
    }

    [Fact]
    public void The_quantity_changes_by_hand_but_never_below_one()
    {
        _shop.Put(Shop.Item(1, 0));
        _shop.Put(Shop.Item(1, 1));

        _shop.Checkout.ChangeQuantity(Shop.SkuOf(1), +1);
        Assert.Equal("3 sku-1", _shop.Basket);
        for (var i = 0; i < 5; i++)
            _shop.Checkout.ChangeQuantity(Shop.SkuOf(1), -1);

        Assert.Equal("1 sku-1", _shop.Basket);
    }

    [Fact]
    public void A_finished_basket_changes_no_more_and_the_next_opens_on_a_clear_tray()
    {
        var first = _shop.Put(Shop.Item(1, 0));
        _shop.Put(Shop.Item(2, 1));
        var session = _shop.View.Session;

        _shop.Checkout.Finish();
        Assert.Equal(CheckoutPhase.Finished, _shop.View.Phase);
        _shop.Take(first);
        _shop.Put(Shop.Item(3, 2));
        Assert.Equal("1 sku-1, 1 sku-2", _shop.Basket);
        Assert.Equal(session, _shop.View.Session);

        _shop.Clear();
        Assert.Equal(CheckoutPhase.Finished, _shop.View.Phase);
        _shop.Time.Advance(new KioskOptions().ThanksDuration);
        _shop.See();
        Assert.Equal(CheckoutPhase.Open, _shop.View.Phase);
        Assert.NotEqual(session, _shop.View.Session);
        Assert.Empty(_shop.View.Lines);
    }

    [Fact]
    public void No_basket_opens_while_something_lies_on_the_tray()
    {
        _shop.Put(Shop.Item(1, 0));
        _shop.Checkout.Finish();

        // What lies there belongs to the finished basket, also after a restart.
        Restart(Shop.Item(1, 0));

        Assert.Equal(CheckoutPhase.TrayNotClear, _shop.View.Phase);
        Assert.Empty(_shop.View.Lines);
    }

    [Fact]
    public void After_a_restart_items_that_still_lie_there_are_not_added_again()
    {
        _shop.Put(Shop.Item(1, 0));
        _shop.Put(Shop.Item(1, 1));
        _shop.Put(Shop.Item(2, 2));

        Restart(Shop.Item(1, 0), Shop.Item(1, 1), Shop.Item(2, 2), Shop.Item(3, 3));

        Assert.Equal("2 sku-1, 1 sku-2, 1 sku-3", _shop.Basket);
    }

    [Fact]
    public void After_a_restart_a_recovered_item_that_is_taken_away_leaves_the_basket()
    {
        _shop.Put(Shop.Item(1, 0));
        var item = Shop.Item(1, 0);
        Restart(item);

        _shop.Take(item);

        Assert.Empty(_shop.View.Lines);
    }

    [Fact]
    public void After_a_restart_lines_without_their_item_stay_and_new_items_are_added()
    {
        _shop.Put(Shop.Item(1, 0));

        Restart();
        _shop.Put(Shop.Item(1, 0));

        Assert.Equal("2 sku-1", _shop.Basket);
    }

    [Fact]
    public void After_a_restart_a_chosen_item_is_not_asked_about_again()
    {
        var item = _shop.Put(Shop.Item(1, 0, DecisionKind.Ambiguous));
        _shop.Checkout.Choose(item.Id, _shop.View.Questions[0].PickList[1].Sku);
        var before = _shop.Basket;

        Restart(Shop.Item(1, 0, DecisionKind.Ambiguous));

        Assert.Equal(before, _shop.Basket);
        Assert.Empty(_shop.View.Questions);
    }

    private static TrackView Scanned(TrackView item) =>
        item with { Decision = item.Decision with { Named = item.Decision.Product, Heard = new Witness(item.Decision.Product!.Gtin) } };

    private static TrackView Doubted(TrackView item) => item with { Decision = item.Decision with { ForAttendant = "they disagree" } };

    private void Restart(params TrackView[] lying)
    {
        _shop.Dispose();
        _shop = new Shop(_data.Path);
        _shop.PutAll(lying);
    }
}
