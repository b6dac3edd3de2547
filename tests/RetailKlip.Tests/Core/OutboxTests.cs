using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class OutboxTests : IDisposable
{
    private const string Till = "webhooks/till", Broker = "mqtt/store";

    private static readonly Product Cheese = new(Sku.Parse("cheese"), "Käse", Gtin.Parse("4006381333931"), Plu.Parse("4011"));

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_event_of_a_basket_is_there_with_identity_and_number_and_without_a_price()
    {
        using var store = Open(Till);
        var session = store.OpenSession().Session;
        var line = Guid.NewGuid();
        var why = new Explanation(DecisionKind.Accepted, "for a test", [], default, Samples.Encoder, Heard: new Witness(Grams: 312.5m));
        store.Append(session, new BasketEvent.LineAdded(line, Cheese.Sku, 1, new LineEvidence(LineOrigin.Picked, line, Why: why)), "1");
        store.Append(session, new BasketEvent.QuantityChanged(line, 3), "2");
        store.Append(session, new BasketEvent.ConsentGiven(line, "Anna"), "3");
        store.Append(session, new BasketEvent.AttendantTold(line, "they disagree"), "4");
        store.Append(session, new BasketEvent.HelpRequested("what is it?"), "5");
        store.Append(session, new BasketEvent.HelpAnswered("Anna"), "6");
        store.Append(session, new BasketEvent.TillScanned(Cheese.Gtin!.Value, line), "7");
        store.Append(session, new BasketEvent.LineRemoved(line, Corrected: true), "8");
        store.Append(session, new BasketEvent.LineAdded(line, Sku.Parse("unknown-here"), 1, new LineEvidence(LineOrigin.Attendant)), "9");
        store.Append(session, new BasketEvent.Finished(), "10");
        store.OpenSession();

        var messages = store.Outbox.Next(Till, 100);

        Assert.Equal(
            ["basket.opened", "line.added", "line.changed", "line.consented", "attendant.told", "help.requested", "help.answered", "till.scanned",
                "line.removed", "line.added", "basket.finished", "basket.opened"],
            messages.Select(message => message.Type));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1], messages.Select(message => message.Sequence));
        Assert.Equal(Enumerable.Range(1, 12).Select(number => (long)number), messages.Select(message => message.Position));
        Assert.Equal(12, messages.Select(message => message.Id).Distinct().Count());
        Assert.Equal(12, messages.Select(message => message.Evidence).Distinct().Count());
        Assert.Equal(new TillLine(line, Cheese.Sku, 1, LineOrigin.Picked, "Käse", Cheese.Gtin, Cheese.Plu, 312.5m, line), TillEvent.Read(messages[1].Data).Line);
        Assert.Equal((3, "Anna"), (TillEvent.Read(messages[3].Data).Line!.Quantity, TillEvent.Read(messages[3].Data).By));
        Assert.Equal((Cheese.Sku, true), (TillEvent.Read(messages[8].Data).Line!.Sku, TillEvent.Read(messages[8].Data).Corrected));
        Assert.Equal("unknown-here", Assert.Single(TillEvent.Read(messages[10].Data).Lines!).Sku.Value);
        Assert.All(messages, message => Assert.DoesNotContain("price", message.Data, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void What_a_basket_refuses_or_repeats_is_told_once_or_never()
    {
        using var store = Open(Till);
        var session = store.OpenSession().Session;
        store.Append(session, new BasketEvent.HelpRequested("?"), "help");
        store.Append(session, new BasketEvent.HelpRequested("?"), "help");
        Assert.Throws<InvalidOperationException>(() => store.Append(session, new BasketEvent.LineRemoved(Guid.NewGuid()), "wrong"));

        Assert.Equal(["basket.opened", "help.requested"], store.Outbox.Next(Till, 100).Select(message => message.Type));
    }

    [Fact]
    public void Each_target_goes_on_from_its_own_position_also_after_a_restart()
    {
        using (var store = Open(Till, Broker))
        {
            Fill(store, 5);
            store.Outbox.Delivered(Till, 3);
            store.Outbox.Delivered(Broker, 1, lasting: true);
            // A late word about what was delivered before takes nothing back.
            store.Outbox.Delivered(Till, 2);
        }
        using var again = Open(Till, Broker);

        Assert.Equal([4L, 5], again.Outbox.Next(Till, 100).Select(message => message.Position));
        Assert.Equal([2L, 3], again.Outbox.Next(Broker, 2).Select(message => message.Position));
        Assert.Equal(new OutboxDepth(4, _time.GetUtcNow(), 0), again.Outbox.DepthOf(Broker));
    }

    [Fact]
    public void A_new_target_gets_what_happens_from_now_on_and_one_that_is_gone_holds_nothing_up()
    {
        using (var store = Open(Till))
            Fill(store, 3);
        using var again = Open(Broker);
        Assert.Empty(again.Outbox.Next(Broker, 100));

        again.Append(again.Current!.Session, new BasketEvent.HelpRequested("?"), "new");

        Assert.Equal(4, Assert.Single(again.Outbox.Next(Broker, 100)).Position);
        again.Outbox.Delivered(Broker, 4);
        _time.Advance(TimeSpan.FromSeconds(1));
        again.Outbox.Prune(TimeSpan.Zero, 1000);
        Assert.Empty(again.Outbox.After(0, 100));
    }

    [Fact]
    public void What_all_have_got_goes_after_its_time_and_what_one_has_not_got_stays()
    {
        using var store = Open(Till, Broker);
        Fill(store, 4);
        store.Outbox.Delivered(Till, 4);
        store.Outbox.Delivered(Broker, 2);

        Assert.Empty(store.Outbox.Prune(TimeSpan.FromDays(1), 1000));
        Assert.Equal(4, store.Outbox.After(0, 100).Count);
        _time.Advance(TimeSpan.FromDays(100));
        Assert.Empty(store.Outbox.Prune(TimeSpan.FromDays(1), 1000));

        Assert.Equal([3L, 4], store.Outbox.After(0, 100).Select(message => message.Position));
    }

    [Fact]
    public void Beyond_the_bound_the_oldest_are_lost_and_counted()
    {
        using var store = Open(Till, Broker);
        Fill(store, 1300);
        store.Outbox.Delivered(Till, 1250);

        // More than one step of pruning.
        Assert.Equal([new OutboxLoss(Broker, 1200)], store.Outbox.Prune(TimeSpan.FromDays(1), 100));

        Assert.Equal(1201, store.Outbox.Next(Broker, 1)[0].Position);
        Assert.Equal(100, store.Outbox.After(0, 1000).Count);
        Assert.Equal((100, 1200), (store.Outbox.DepthOf(Broker).Pending, store.Outbox.DepthOf(Broker).Lost));
        Assert.Equal((50, 0), (store.Outbox.DepthOf(Till).Pending, store.Outbox.DepthOf(Till).Lost));
    }

    [Fact]
    public void A_file_of_before_gets_an_outbox_and_keeps_its_basket()
    {
        var path = _folder.File("baskets.db");
        using (var store = Open())
            Fill(store, 3);
        using (var raw = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            raw.Open();
            using var back = raw.CreateCommand();
            back.CommandText = "DROP TABLE outbox; DROP TABLE target; PRAGMA user_version = 1";
            back.ExecuteNonQuery();
        }
        using var again = Open(Till);
        Assert.Empty(again.Outbox.Next(Till, 100));

        again.Append(again.Current!.Session, new BasketEvent.HelpAnswered("Anna"), "new");

        // Numbers count all events of the basket, those of before too.
        Assert.Equal((4, 4), Assert.Single(again.Outbox.Next(Till, 100)) is var one ? ((int)one.Position, one.Sequence) : default);
    }

    private BasketStore Open(params string[] targets)
    {
        var store = BasketStore.Open(_folder.File("baskets.db"), _time, sku => sku == Cheese.Sku ? Cheese : null);
        store.Outbox.Serve(targets);
        return store;
    }

    private static void Fill(BasketStore store, int events)
    {
        var session = store.OpenSession().Session;
        for (var number = 1; number < events; number++)
            store.Append(session, new BasketEvent.HelpRequested("?"), $"help {number}");
    }
}
