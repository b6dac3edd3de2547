using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetailKlip.Tests.Server;

public sealed class CatalogueOnSqliteTests(SqliteFixture fixture) : CatalogueTests(fixture), IClassFixture<SqliteFixture>;

public sealed class CatalogueOnPostgresTests(PostgresFixture fixture) : CatalogueTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>Products over HTTP. The tests share one catalogue: each keeps to its own skus.</summary>
public abstract class CatalogueTests(DatabaseFixture fixture)
{
    private const int MostSentUnasked = 64 << 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Client => fixture.Server.Client;

    [Fact]
    public async Task A_product_comes_back_as_it_was_sent_in_its_one_form()
    {
        using var created = await PostAsync("""
            {"sku":"whole-1","names":{"en":" Crème brûlée <b>&</b> ","pt-BR":"Creme"},"gtins":["4006381333931","96385074"],"plu":"4011",
             "price":{"amount":199,"currency":"EUR","unit":"Kilogram"},"department":"Dairy","weight":{"grams":125.5,"tolerance":4},
             "minimumAge":18,"tieBreaker":"Weight","required":"Barcode, Weight"}
            """);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/api/products/whole-1", created.Headers.Location?.ToString());
        using var got = await Client.GetAsync(created.Headers.Location, Cancellation);
        Assert.Equal(created.Headers.ETag, got.Headers.ETag);
        var answer = await got.JsonAsync();
        Assert.Equal("administrator", answer.Text("changedBy"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"sku":"whole-1","names":{"en":"Crème brûlée <b>&</b>","pt-BR":"Creme"},"gtins":["04006381333931","00000096385074"],"plu":"4011",
             "price":{"amount":199,"currency":"EUR","unit":"Kilogram"},"department":"Dairy","weight":{"grams":125.5,"tolerance":4},
             "minimumAge":18,"tieBreaker":"Weight","required":"Barcode, Weight"}
            """), JsonNode.Parse(answer.GetProperty("product").GetRawText())), answer.ToString());
    }

    [Fact]
    public async Task Every_fault_of_a_product_is_told_with_its_member_and_nothing_is_kept()
    {
        using var refused = await PostAsync("""
            {"sku":"faulty-1","names":{"de":"","English":"Milk"},"gtins":["4006381333930"],"plu":"1","price":{"amount":-1,"currency":"euro"},
             "department":"a\u0000b","weight":{"grams":5,"tolerance":5},"minimumAge":200,"tieBreaker":7,"required":64}
            """);

        var errors = (await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").EnumerateObject().Select(error => error.Name);
        Assert.Equal(["department", "gtins", "minimumAge", "names.English", "names.de", "plu", "price", "required", "tieBreaker", "weight"], errors.Order(StringComparer.Ordinal));
        using var missing = await Client.GetAsync("/api/products/faulty-1", Cancellation);
        Assert.Contains("faulty-1", (await missing.ProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("""{"sku":"unread-1"}""", "names")]
    [InlineData("""{"sku":"unread-1","names":null}""", "names")]
    [InlineData("""{"sku":"unread-1","names":{"en":"Milk"},"prize":{}}""", "prize")]
    public async Task A_body_that_is_no_product_is_a_bad_request_that_says_why(string body, string named)
    {
        using var refused = await PostAsync(body);

        Assert.Contains(named, (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Text("detail"));
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_of_another_kind_is_refused()
    {
        using var large = await PostAsync(Milk("large-1", new string('x', 1 << 20)));
        using var text = await Client.PostAsync("/api/products", new StringContent("sku=1"), Cancellation);

        await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        await text.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_change_needs_the_state_that_it_was_made_from()
    {
        using var created = await PostAsync(Milk("change-1"));
        var seen = created.Headers.ETag!.ToString();
        using var blind = await SendAsync(HttpMethod.Put, "change-1", Milk("change-1", "Blind"));
        using var changed = await SendAsync(HttpMethod.Put, "change-1", Milk("change-1", "Oat milk"), seen);
        using var late = await SendAsync(HttpMethod.Put, "change-1", Milk("change-1", "Late"), seen);
        using var removedLate = await SendAsync(HttpMethod.Delete, "change-1", null, seen);

        await blind.ProblemAsync(HttpStatusCode.PreconditionRequired);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await late.ProblemAsync(HttpStatusCode.PreconditionFailed);
        await removedLate.ProblemAsync(HttpStatusCode.PreconditionFailed);
        var kept = await fixture.Server.GetAsync("/api/products/change-1");
        Assert.Equal("Oat milk", kept.GetProperty("product").GetProperty("names").Text("en"));
    }

    [Fact]
    public async Task Of_changes_made_at_once_from_one_state_one_is_kept()
    {
        using var created = await PostAsync(Milk("race-1"));
        var seen = created.Headers.ETag!.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => SendAsync(HttpMethod.Put, "race-1", Milk("race-1", $"Milk {n}"), seen)));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal(2, (await fixture.Server.GetAsync("/api/products/race-1/history")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_history_says_who_changed_what_and_outlives_the_product()
    {
        using var created = await PostAsync(Milk("history-1"));
        using var changed = await SendAsync(HttpMethod.Put, "history-1", Milk("history-1", "Oat milk"), created.Headers.ETag!.ToString());
        using var same = await SendAsync(HttpMethod.Put, "history-1", Milk("history-1", "Oat milk"), changed.Headers.ETag!.ToString());
        using var removed = await SendAsync(HttpMethod.Delete, "history-1", null, same.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(changed.Headers.ETag, same.Headers.ETag);
        var history = (await fixture.Server.GetAsync("/api/products/history-1/history")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["removed", "changed", "created"], history.Select(entry => entry.Text("action")));
        Assert.All(history, entry => Assert.Equal("administrator", entry.Text("who")));
        Assert.Equal("""{"names.en":{"from":"Milk","to":"Oat milk"}}""", history[1].GetProperty("changes").GetRawText());
    }

    [Fact]
    public async Task A_gtin_names_one_product()
    {
        using var first = await PostAsync(Milk("gtin-1", gtin: "4012345678901"));
        using var second = await PostAsync(Milk("gtin-2", gtin: "04012345678901"));
        using var again = await PostAsync(Milk("gtin-1"));

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Contains("gtin-1", (await second.ProblemAsync(HttpStatusCode.Conflict)).Text("detail"));
        await again.ProblemAsync(HttpStatusCode.Conflict);
        var found = await fixture.Server.GetAsync("/api/products?gtin=4012345678901");
        Assert.Equal(["gtin-1"], Skus(found));
    }

    [Fact]
    public async Task A_change_that_is_sent_again_with_its_key_is_made_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync(Milk("key-1"), key: "8e03978e-40d5")));
        using var other = await PostAsync(Milk("key-2"), key: "8e03978e-40d5");
        using var refused = await PostAsync("""{"sku":"key-3","names":{}}""", key: "refused-1");
        using var corrected = await PostAsync(Milk("key-3"), key: "refused-1");

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.ETag).Distinct());
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync(Cancellation)))).Distinct());
        Assert.Equal(5, answers.Count(answer => answer.Headers.Contains("Idempotency-Replayed")));
        Assert.Single((await fixture.Server.GetAsync("/api/products/key-1/history")).GetProperty("items").EnumerateArray());
        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        // What was refused changed nothing, so that its key is still free.
        await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(HttpStatusCode.Created, corrected.StatusCode);
    }

    [Fact]
    public async Task Pages_show_every_product_once_in_the_order_of_code_points_while_others_come()
    {
        string[] skus = ["page-ä", "page-Z", "page-a", "page-10", "page-9"];
        foreach (var sku in skus)
            (await PostAsync(Milk(sku, "Paginated 100%_"))).Dispose();

        var seen = new List<string>();
        for (var next = "/api/products?q=PAGINATED%20100%25_&limit=2"; next is not null;)
        {
            var page = await fixture.Server.GetAsync(next);
            seen.AddRange(Skus(page));
            next = page.GetProperty("next").GetString();
            if (seen.Count == 2)
                (await PostAsync(Milk("page-0", "Paginated 100%_"))).Dispose();
        }

        Assert.Equal(["page-10", "page-9", "page-Z", "page-a", "page-ä"], seen);
    }

    [Fact]
    public async Task A_search_looks_past_case_and_accents_and_takes_no_sign_for_a_wildcard()
    {
        (await PostAsync(Milk("search-1", "Jambon d'Ardèche"))).Dispose();
        (await PostAsync(Milk("search-2", "Robert'); DROP TABLE products;--"))).Dispose();

        Assert.Equal(["search-1"], Skus(await fixture.Server.GetAsync("/api/products?q=ARDECHE")));
        Assert.Equal(["search-2"], Skus(await fixture.Server.GetAsync($"/api/products?q={Uri.EscapeDataString("'); drop table")}")));
        Assert.Empty(Skus(await fixture.Server.GetAsync("/api/products?q=jamb%25che")));
    }

    [Theory]
    [InlineData("odd/a b")]
    [InlineData("odd%2Fa b")]
    [InlineData("odd?x=1#y")]
    [InlineData("odd-🥑")]
    [InlineData("odd/../../etc")]
    public async Task A_sku_of_any_signs_has_an_address(string sku)
    {
        using var created = await PostAsync(Milk(sku));
        using var got = await Client.GetAsync(created.Headers.Location, Cancellation);

        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        Assert.Equal(sku, (await got.JsonAsync()).GetProperty("product").Text("sku"));
    }

    private static string Milk(string sku, string name = "Milk", string? gtin = null) => JsonSerializer.Serialize(
        new { sku, names = new Dictionary<string, string> { ["en"] = name }, gtins = gtin is null ? [] : new[] { gtin } });

    private static IEnumerable<string> Skus(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("product").Text("sku"));

    private Task<HttpResponseMessage> PostAsync(string product, string? key = null) => SendAsync(HttpMethod.Post, null, product, key: key);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? sku, string? product, string? seen = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, sku is null ? "/api/products" : $"/api/products/{Uri.EscapeDataString(sku)}");
        if (product is not null)
            request.Content = new StringContent(product, System.Text.Encoding.UTF8, "application/json");
        // A server that refuses a body unread hangs up on who is still sending it.
        request.Headers.ExpectContinue = product?.Length > MostSentUnasked;
        if (seen is not null)
            request.Headers.Add("If-Match", seen);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await Client.SendAsync(request, Cancellation);
    }
}
