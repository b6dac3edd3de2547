using RetailKlip.Core;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Nothing but an answer that says so is taken for delivered, and nothing that a receiver does loses an event.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Name = "webhooks/till";

    private readonly TemporaryFolder _folder = new();
    private TillReceiver _receiver = null!;
    private TillShop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await TillReceiver.StartAsync();
        _shop = new TillShop(_folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Signatures_are_those_of_the_standard_with_one_for_each_secret()
    {
        var body = "{\"test\": 2432232314}"u8;

        var signed = new WebhookSignature(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", TillReceiver.Secret]).Of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body);

        Assert.StartsWith("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,", signed, StringComparison.Ordinal);
        Assert.DoesNotContain("short", Assert.Throws<FormatException>(() => new WebhookSignature(["whsec_short"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_arrive_signed_in_order_with_all_that_a_till_needs()
    {
        _shop.Deliver((Name, TillShop.Webhook(_receiver.Address)));
        var basket = _shop.Sell();

        await _receiver.UntilAsync(4);

        TillMail.AssertWhole([.. _shop.Written], _receiver.Accepted);
        Assert.Equal(0, _receiver.Forged);
        var added = _receiver.Accepted.ElementAt(1);
        Assert.Equal(("line.added", $"{basket}-2", "kiosk-7"), (added.Type, added.Id, added.Body.GetProperty("kiosk").GetString()));
        Assert.Equal(64, added.Body.GetProperty("evidence").GetString()!.Length);
        var line = added.Body.GetProperty("data").GetProperty("line");
        Assert.Equal(("sku-0", "04006381333931", "94011", 1, "Recognised"), (line.GetProperty("sku").GetString(), line.GetProperty("gtin").GetString(),
            line.GetProperty("plu").GetString(), line.GetProperty("quantity").GetInt32(), line.GetProperty("origin").GetString()));
        Assert.Equal(2, _receiver.Accepted.ElementAt(3).Body.GetProperty("data").GetProperty("lines").GetArrayLength());
    }

    [Theory]
    [InlineData(TillFault.Error)]
    [InlineData(TillFault.Redirect)]
    [InlineData(TillFault.Reset)]
    [InlineData(TillFault.DropAfter)]
    [InlineData(TillFault.Hang)]
    public async Task What_was_not_confirmed_is_sent_again_until_it_is(TillFault fault)
    {
        var failures = 3;
        _receiver.Fault = _ => Interlocked.Decrement(ref failures) >= 0 ? fault : TillFault.None;
        _shop.Deliver((Name, TillShop.Webhook(_receiver.Address, fault == TillFault.Hang ? TimeSpan.FromMilliseconds(200) : null)));
        _shop.Sell();

        await _receiver.UntilAsync(4);
        await Eventually.TrueAsync(() => _shop.Store.Outbox.DepthOf(Name).Pending == 0, () => "the last one was not confirmed");

        TillMail.AssertWhole([.. _shop.Written], _receiver.Accepted);
        Assert.True(_receiver.Attempts.Count >= 7, $"only {_receiver.Attempts.Count} attempts");
        Assert.Null(_shop.Delivery(Name).Fault);
    }

    [Fact]
    public async Task A_receiver_that_has_it_already_says_so_by_409()
    {
        _receiver.Fault = _ => TillFault.Conflict;
        _shop.Deliver((Name, TillShop.Webhook(_receiver.Address)));
        _shop.Sell();

        await _receiver.UntilAsync(4);

        Assert.Equal(4, _receiver.Attempts.Count);
    }

    [Fact]
    public async Task A_receiver_that_wants_no_more_is_left_alone_and_loses_nothing()
    {
        _receiver.Fault = _ => TillFault.Gone;
        _shop.Deliver((Name, TillShop.Webhook(_receiver.Address)));
        _shop.Sell();
        await Eventually.TrueAsync(() => _shop.Delivery(Name).Fault is not null, () => "410 was not noticed");
        _shop.Sell();

        Assert.Contains("410 Gone", _shop.Delivery(Name).Fault!.Reason, StringComparison.Ordinal);
        Assert.Single(_receiver.Attempts);
        Assert.Equal(8, _shop.Store.Outbox.DepthOf(Name).Pending);
    }

    [Fact]
    public async Task Retry_after_is_obeyed_up_to_the_longest_delay()
    {
        var failures = 1;
        _receiver.Fault = _ => Interlocked.Decrement(ref failures) >= 0 ? TillFault.Busy : TillFault.None;
        _shop.Options.LongestDelay = TimeSpan.FromSeconds(30);
        _shop.Deliver((Name, TillShop.Webhook(_receiver.Address)));
        _shop.Sell();

        await _receiver.UntilAsync(4);

        Assert.True(_receiver.Attempts.ElementAt(1) - _receiver.Attempts.First() >= TimeSpan.FromSeconds(0.9), "it did not wait a second");
    }

    [Fact]
    public async Task One_that_is_down_holds_up_no_other_and_gets_all_later()
    {
        _shop.Deliver(("webhooks/down", TillShop.Webhook("http://127.0.0.1:9/events")), (Name, TillShop.Webhook(_receiver.Address)));
        _shop.Sell();

        await _receiver.UntilAsync(4);

        await Eventually.TrueAsync(() => _shop.Delivery("webhooks/down").Fault is not null, () => "nobody noticed");
        Assert.Contains("http://127.0.0.1:9/events cannot be reached", _shop.Delivery("webhooks/down").Fault!.Reason, StringComparison.Ordinal);
        Assert.Equal(4, _shop.Store.Outbox.DepthOf("webhooks/down").Pending);
    }
}
