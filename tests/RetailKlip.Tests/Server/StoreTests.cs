using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace RetailKlip.Tests.Server;

public sealed class StoreOnSqliteTests(SqliteFixture fixture) : StoreTests(fixture), IClassFixture<SqliteFixture>;

public sealed class StoreOnPostgresTests(PostgresFixture fixture) : StoreTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>What each store sells, and the galleries that its kiosks get.</summary>
public abstract class StoreTests(DatabaseFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Client => fixture.Server.Client;

    [Fact]
    public async Task An_assortment_is_replaced_as_a_whole_and_its_history_kept()
    {
        foreach (var sku in new[] { "sold-1", "sold-2", "sold-3" })
            await Client.AddProductAsync(sku);
        using var first = await PutAsync(Client, "town-1", "sold-2", "sold-1");
        using var second = await PutAsync(Client, "town-1", "sold-2", "sold-3");
        using var same = await PutAsync(Client, "town-1", "sold-3", "sold-2");

        Assert.Equal(2, (await first.JsonAsync()).GetProperty("products").GetInt32());
        Assert.Equal(["sold-2", "sold-3"], Skus(await fixture.Server.GetAsync("/api/stores/town-1/assortment")));
        var changes = (await fixture.Server.GetAsync("/api/audit?subject=store/town-1")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, changes.Count);
        Assert.Equal("""{"skus":{"from":["sold-1"],"to":["sold-3"]}}""", changes[0].GetProperty("changes").GetRawText());
        using var removed = await Client.DeleteAsync("/api/stores/town-1", Cancellation);
        using var gone = await Client.GetAsync("/api/stores/town-1/assortment", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await gone.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_no_store_or_no_product_is_refused_and_changes_nothing()
    {
        await Client.AddProductAsync("real-1");
        using var unknown = await PutAsync(Client, "town-2", "real-1", "unreal-1");
        using var nothing = await PutAsync(Client, "town-2");
        using var name = await PutAsync(Client, "Town_2", "real-1");
        using var all = await PutAsync(Client, "shop", "real-1");

        Assert.Contains("There is no product unreal-1.", (await unknown.ProblemAsync(HttpStatusCode.UnprocessableEntity)).ToString());
        foreach (var refused in new[] { nothing, name, all })
            await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        using var missing = await Client.GetAsync("/api/stores/town-2/assortment", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Each_store_gets_what_it_sells_and_news_only_where_its_own_products_changed()
    {
        using var data = new TemporaryFolder();
        var updates = TestUpdates.Create(data.Path);
        await using var server = await RunningServer.StartAsync(data.Path, await fixture.NewDatabaseAsync(), $"Model={fixture.Model}", TestUpdates.Setting);
        await server.Client.EnrolAsync("apple", 1);
        await server.Client.EnrolAsync("milk", 2);
        await server.Client.EnrolAsync("bread", 3);
        await server.Client.AddProductAsync("draft");
        (await PutAsync(server.Client, "north", "apple", "milk", "draft")).Dispose();
        (await PutAsync(server.Client, "south", "milk", "bread")).Dispose();
        (await PutAsync(server.Client, "empty", "draft")).Dispose();

        var first = await server.Client.PublishAsync();
        await server.Client.EnrolAsync("apple", 4, isNew: false);
        var second = await server.Client.PublishAsync();
        (await PutAsync(server.Client, "south", "milk")).Dispose();
        var third = await server.Client.PublishAsync();

        Assert.Equal(["shop", "north", "south"], Galleries(first));
        Assert.Equal(["shop", "north"], Galleries(second));
        Assert.Equal(["south"], Galleries(third));
        using var kiosk = await TestKiosk.RefreshAsync(server, updates);
        Assert.Equal(["apple", "bread", "milk"], await kiosk.SkusAsync("shop"));
        Assert.Equal(["apple", "milk"], await kiosk.SkusAsync("north"));
        Assert.Equal(["milk"], await kiosk.SkusAsync("south"));
    }

    private static IEnumerable<string?> Skus(JsonElement assortment) => assortment.GetProperty("skus").EnumerateArray().Select(sku => sku.GetString());

    private static IEnumerable<string?> Galleries(JsonElement release) => release.GetProperty("galleries").EnumerateArray().Select(gallery => gallery.GetString());

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string store, params string[] skus) =>
        client.PutAsJsonAsync($"/api/stores/{store}/assortment", new { skus }, Cancellation);
}
