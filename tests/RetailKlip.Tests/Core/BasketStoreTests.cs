using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class BasketStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 9, 30, 15, 123, TimeSpan.Zero).AddTicks(4567));

    private string File => _folder.File("baskets.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_open_basket_is_the_same_after_a_restart()
    {
        Basket before;
        using (var store = Open())
        {
            var session = store.OpenSession().Session;
            store.Append(session, Added(1), "1");
            store.Append(session, Added(2), "2");
            store.Append(session, new BasketEvent.QuantityChanged(Id(2), 5), "3");
            store.Append(session, new BasketEvent.LineRemoved(Id(1)), "4");
            before = store.Append(session, new BasketEvent.HelpRequested("which cheese is it?"), "5");
        }
        using var again = Open();
        var after = again.Current!;
        Assert.Equal((before.Session, before.OpenedAt, before.State, before.HelpReason),
            (after.Session, after.OpenedAt, after.State, after.HelpReason));
        Assert.Equal(before.Lines, after.Lines);
        Assert.Equal(new BasketLine(Id(2), Sku.Parse("milk"), 5, Evidence), Assert.Single(after.Lines));
    }

    [Fact]
    public void The_same_key_changes_nothing_the_second_time()
    {
        using var store = Open();
        var session = store.OpenSession().Session;
        store.Append(session, Added(1), "track 1");
        var removed = store.Append(session, new BasketEvent.LineRemoved(Id(1)), "undo");

        var again = store.Append(session, Added(1), "track 1");

        Assert.Empty(removed.Lines);
        Assert.Empty(again.Lines);
    }

    [Fact]
    public void A_key_cannot_stand_for_two_changes()
    {
        using var store = Open();
        var session = store.OpenSession().Session;
        store.Append(session, Added(1), "key");
        Assert.Throws<InvalidOperationException>(() => store.Append(session, Added(2), "key"));
        Assert.Single(store.Current!.Lines);
    }

    [Fact]
    public void A_repeated_finish_is_no_error()
    {
        using var store = Open();
        var session = store.OpenSession().Session;
        store.Append(session, new BasketEvent.Finished(), "finish");
        Assert.Equal(BasketState.Finished, store.Append(session, new BasketEvent.Finished(), "finish").State);
        Assert.Throws<InvalidOperationException>(() => store.Append(session, new BasketEvent.Finished(), "finish again"));
    }

    [Fact]
    public void One_session_is_open_at_a_time()
    {
        using var store = Open();
        Assert.Null(store.Current);
        var first = store.OpenSession();
        Assert.Throws<InvalidOperationException>(store.OpenSession);
        store.Append(first.Session, Added(1), "1");
        store.Append(first.Session, new BasketEvent.Abandoned(), "2");
        Assert.Null(store.Current);
        var second = store.OpenSession();
        Assert.NotEqual(first.Session, second.Session);
        Assert.Equal(second.Session, store.Current!.Session);
        Assert.Single(store.Read(first.Session)!.Lines);
        Assert.Null(store.Read(Guid.NewGuid()));
    }

    [Fact]
    public void A_refused_event_leaves_no_trace()
    {
        using (var store = Open())
        {
            var session = store.OpenSession().Session;
            Assert.Throws<InvalidOperationException>(() => store.Append(session, new BasketEvent.LineRemoved(Id(1)), "1"));
            Assert.Throws<InvalidOperationException>(() => store.Append(session, new BasketEvent.QuantityChanged(Id(1), 2), "1"));
            Assert.Throws<InvalidOperationException>(() => store.Append(session, new BasketEvent.SessionOpened(), "1"));
            Assert.Throws<InvalidOperationException>(() => store.Append(Guid.NewGuid(), Added(1), "1"));
            Assert.Throws<ArgumentException>(() => store.Append(session, Added(1), ""));
            Assert.Throws<ArgumentException>(() => store.Append(session, Added(1), new string('k', 201)));
            Assert.Throws<ArgumentException>(() => store.Append(session, Added(1) with { Quantity = 0 }, "1"));
            Assert.Throws<ArgumentException>(() => store.Append(session, Added(1) with { Quantity = 1000 }, "1"));
            store.Append(session, Added(1), "1");
            Assert.Throws<InvalidOperationException>(() => store.Append(session, Added(1), "2"));
        }
        using var again = Open();
        Assert.Single(again.Current!.Lines);
    }

    /// <summary>What could not be read back would take the whole basket with it.</summary>
    [Fact]
    public void An_event_that_would_not_come_back_is_refused()
    {
        using var store = Open();
        var session = store.OpenSession().Session;
        Assert.Throws<ArgumentException>(() => store.Append(session, Added(1) with { Sku = default }, "1"));
        Assert.Throws<ArgumentException>(() =>
            store.Append(session, Added(1) with { Evidence = Evidence with { Encoder = default(EncoderId) } }, "1"));
        Assert.Throws<ArgumentException>(() =>
            store.Append(session, Added(1) with { Evidence = Evidence with { Similarity = float.NaN } }, "1"));
        Assert.Throws<ArgumentException>(() => store.Append(session, new BasketEvent.HelpRequested("half a pair: \ud83d"), "1"));
        Assert.Empty(store.Current!.Lines);
    }

    [Fact]
    public void Several_threads_append_each_line_once()
    {
        using var store = Open();
        var session = store.OpenSession().Session;
        Parallel.For(0, 40, number => store.Append(session, Added(number / 2), $"line/{number / 2}"));
        Assert.Equal(Enumerable.Range(0, 20).Select(Id).Order(), store.Current!.Lines.Select(line => line.Id).Order());
    }

    [Fact]
    public void Two_stores_of_one_file_see_each_others_events()
    {
        using var one = Open();
        using var two = Open();
        var session = one.OpenSession().Session;
        two.Append(session, Added(1), "1");
        one.Append(session, Added(2), "2");
        Assert.Equal([Id(1), Id(2)], two.Current!.Lines.Select(line => line.Id));
    }

    [Fact]
    public void Quantities_add_up_over_lines()
    {
        using var store = Open();
        var session = store.OpenSession().Session;
        store.Append(session, Added(1), "1");
        store.Append(session, Added(2) with { Quantity = 3 }, "2");
        var basket = store.Append(session, Added(3) with { Sku = Sku.Parse("bread") }, "3");
        Assert.Equal([new(Sku.Parse("bread"), 1), new(Sku.Parse("milk"), 4)], basket.Quantities);
    }

    [Fact]
    public void Consent_and_what_an_attendant_was_told_are_kept_over_a_restart()
    {
        using (var store = Open())
        {
            var session = store.OpenSession().Session;
            store.Append(session, Added(1), "1");
            store.Append(session, Added(2), "2");
            store.Append(session, new BasketEvent.ConsentGiven(Id(2), "Anna"), "3");
            store.Append(session, new BasketEvent.AttendantTold(Id(77), "picture milk and bar code wine disagree"), "4");
            store.Append(session, new BasketEvent.QuantityChanged(Id(2), 4), "5");
            Assert.Throws<InvalidOperationException>(() => store.Append(session, new BasketEvent.ConsentGiven(Id(9), "Anna"), "6"));
        }
        using var again = Open();

        Assert.Equal([(Id(1), null), (Id(2), "Anna")], again.Current!.Lines.Select(line => (line.Id, line.ConsentBy)));
        Assert.Equal(4, again.Current!.Lines[1].Quantity);
        Assert.Equal([new(Id(77), "picture milk and bar code wine disagree")], again.Current!.ForAttendant);
    }

    [Fact]
    public void Events_are_written_as_ever_so_that_files_of_before_stay_readable()
    {
        using (var store = Open())
        {
            var session = store.OpenSession().Session;
            store.Append(session, Added(1), "1");
            store.Append(session, new BasketEvent.QuantityChanged(Id(1), 5), "2");
            store.Append(session, new BasketEvent.LineRemoved(Id(1)), "3");
            store.Append(session, new BasketEvent.HelpRequested("cheese?"), "4");
            store.Append(session, new BasketEvent.HelpAnswered("shopper"), "5");
            store.Append(session, new BasketEvent.Finished(), "6");
        }
        var id = Id(1);
        var evidence = $$"""{"origin":"Picked","track":"{{Id(77)}}","box":{"x":1,"y":2,"width":3,"height":4}"""
            + $$""","decision":"Ambiguous","similarity":0.7071068,"margin":0.01,"galleryVersion":3,"encoder":"{{Samples.Encoder}}"}""";

        Assert.Equal(
            [
                """{"$type":"sessionOpened"}""",
                $$$"""{"$type":"lineAdded","line":"{{{id}}}","sku":"milk","quantity":1,"evidence":{{{evidence}}}}""",
                $$"""{"$type":"quantityChanged","line":"{{id}}","quantity":5}""",
                $$"""{"$type":"lineRemoved","line":"{{id}}"}""",
                """{"$type":"helpRequested","reason":"cheese?"}""",
                """{"$type":"helpAnswered","by":"shopper"}""",
                """{"$type":"finished"}""",
            ],
            Bodies());
    }

    [Theory]
    [InlineData("UPDATE event SET body = replace(body, 'milk', 'silk')")]
    [InlineData("UPDATE event SET at = at + 1 WHERE seq = 2")]
    [InlineData("UPDATE event SET key = 'other' WHERE seq = 3")]
    [InlineData("DELETE FROM event WHERE seq = 2")]
    [InlineData("DELETE FROM event WHERE seq = 1")]
    [InlineData("UPDATE event SET session = 'x'")]
    [InlineData("DROP TABLE event")]
    [InlineData("PRAGMA user_version = 0")]
    [InlineData("PRAGMA application_id = 7")]
    public void A_changed_event_is_found_and_the_file_set_aside(string damage)
    {
        using (var store = Open())
        {
            var session = store.OpenSession().Session;
            store.Append(session, Added(1), "1");
            store.Append(session, Added(2), "2");
        }
        Damage(damage);
        var exception = Assert.Throws<BasketDamagedException>(Open);
        Assert.StartsWith($"Baskets {File} are damaged (", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);

        var opening = BasketStore.OpenOrSetAside(File, _time);
        using var fresh = opening.Store;
        Assert.Null(fresh.Current);
        Assert.Equal(File + ".damaged-20261122T093015Z", opening.SetAside);
        Assert.True(System.IO.File.Exists(opening.SetAside));
        Assert.Equal(exception.Message, opening.Damage);
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        using (Open())
        {
        }
        Damage("PRAGMA user_version = 3");
        var exception = Assert.Throws<NewerSchemaException>(() => BasketStore.OpenOrSetAside(File, _time));
        Assert.Equal(
            $"{File} has schema version 3, but this program knows up to 2: update the program, or use a file of the older version.",
            exception.Message);
        Assert.Equal([File], Directory.GetFiles(_folder.Path, "baskets.db").Concat(Directory.GetFiles(_folder.Path, "*damaged*")));
    }

    [Fact]
    public void Baskets_are_found_by_the_time_they_were_opened_and_forgotten_but_for_the_newest()
    {
        using var store = Open();
        var opened = _time.GetUtcNow();
        var sessions = new List<Guid>();
        for (var day = 0; day < 30; day++)
        {
            sessions.Add(store.OpenSession().Session);
            store.Append(sessions[^1], new BasketEvent.Abandoned(), $"end {day}");
            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(sessions[2..5], store.Between(opened.AddDays(2), opened.AddDays(5), 100).Select(basket => basket.Session));
        Assert.Equal(sessions[2..4], store.Between(opened.AddDays(2), opened.AddDays(5), 2).Select(basket => basket.Session));
        // More than one step.
        store.Forget(opened.AddDays(25));
        Assert.Equal(sessions[25..], store.Between(opened, opened.AddDays(99), 100).Select(basket => basket.Session));
        store.Forget(opened.AddDays(99));

        Assert.Equal(sessions[^1], Assert.Single(store.Between(opened, opened.AddDays(99), 100)).Session);
        Assert.Null(store.Read(sessions[0]));
        Assert.Equal(BasketState.Open, store.OpenSession().State);
    }

    private static LineEvidence Evidence { get; } =
        new(LineOrigin.Picked, Id(77), new PixelBox(1, 2, 3, 4), DecisionKind.Ambiguous, 0.7071068f, 0.01f, 3, Samples.Encoder);

    private static Guid Id(int number) => BasketWriter.IdOf(number);

    private static BasketEvent.LineAdded Added(int number) => new(Id(number), Sku.Parse("milk"), 1, Evidence);

    private BasketStore Open() => BasketStore.Open(File, _time);

    private List<string> Bodies()
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM event ORDER BY seq";
        using var row = command.ExecuteReader();
        var bodies = new List<string>();
        while (row.Read())
            bodies.Add(row.GetString(0));
        return bodies;
    }

    private void Damage(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
