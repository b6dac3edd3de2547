using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Core;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Bar code, weight and a person of the store beside the picture: drawn items under the camera of the real host.</summary>
public sealed class WitnessTests(WitnessShop shop) : IClassFixture<WitnessShop>, IAsyncDisposable
{
    private const string Key = "attendant-of-these-tests";

    private readonly TemporaryFolder _folder = new();
    private readonly StagedTray _tray = new();
    private RunningKiosk? _kiosk;

    private RunningKiosk Kiosk => _kiosk!;

    public async ValueTask DisposeAsync()
    {
        if (_kiosk is not null)
            await _kiosk.DisposeAsync();
        await _tray.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_bar_code_that_agrees_names_an_item_that_its_picture_leaves_open()
    {
        await StartAsync([]);
        _tray.Lay(WitnessShop.Laid("choc-1"));
        var asked = await QuestionAsync(question => PickList(question).Length == 2);
        Assert.Equal(["choc-dark", "choc-milk"], PickList(asked));

        _tray.Lay(WitnessShop.Laid("choc-1", WitnessShop.Milk));
        var line = await LineAsync("choc-milk");

        Assert.Empty((await BasketAsync()).GetProperty("questions").EnumerateArray());
        Assert.Equal("Scanned", line.GetProperty("origin").GetString());
        var why = line.GetProperty("why");
        Assert.Equal("0" + WitnessShop.Milk, why.GetProperty("heard").GetProperty("barcode").GetString());
        Assert.StartsWith("the bar code is of choc-milk", why.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bar_code_that_disagrees_asks_the_shopper_and_only_what_stands_is_told_to_the_attendant()
    {
        await StartAsync([], $"AttendantKey={Key}");
        _tray.Lay(WitnessShop.Laid("cereal-1"));
        await LineAsync("muesli");

        _tray.Lay(WitnessShop.Laid("cereal-1", WitnessShop.Milk));
        var asked = await QuestionAsync(_ => true);
        Assert.Equal("Pick", asked.GetProperty("prompt").GetString());
        Assert.Equal(["muesli", "choc-milk"], PickList(asked));
        Assert.Equal("picture muesli and bar code choc-milk disagree", Kiosk.Services.GetRequiredService<TrayFeed>().Trays.Value.Items.Single().Decision.ForAttendant);
        Assert.Empty((await BasketAsync()).GetProperty("lines").EnumerateArray());
        Assert.Empty((await AttendantAsync()).GetProperty("told").EnumerateArray());

        Kiosk.Checkout.Choose(asked.GetProperty("item").GetGuid(), Sku.Parse("choc-milk"));

        Assert.Equal("Picked", (await LineAsync("choc-milk")).GetProperty("origin").GetString());
        var told = Assert.Single((await AttendantAsync()).GetProperty("told").EnumerateArray().ToList());
        Assert.Equal("picture muesli and bar code choc-milk disagree", told.GetProperty("what").GetString());
    }

    [Fact]
    public async Task A_shopper_who_says_what_the_picture_says_is_believed_and_nobody_is_told()
    {
        await StartAsync([], $"AttendantKey={Key}");
        _tray.Lay(WitnessShop.Laid("cereal-1", WitnessShop.Milk));
        var asked = await QuestionAsync(question => PickList(question).Length == 2 && question.GetProperty("why").GetProperty("heard").ValueKind == JsonValueKind.Object);

        Kiosk.Checkout.Choose(asked.GetProperty("item").GetGuid(), Sku.Parse("muesli"));

        await LineAsync("muesli");
        Assert.Empty((await AttendantAsync()).GetProperty("told").EnumerateArray());
        Assert.Equal("None", (await BasketAsync()).GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Two_codes_in_one_frame_name_their_own_items()
    {
        await StartAsync(new() { ["wine"] = new ProductRule(Required: Witnesses.Barcode) });

        _tray.Lay(WitnessShop.Laid("choc-1", WitnessShop.Dark), WitnessShop.Laid("tea-1", WitnessShop.Wine), WitnessShop.Laid("cereal-1"));

        await LineAsync("choc-dark");
        await LineAsync("wine");
        await LineAsync("muesli");
        Assert.Equal(3, (await BasketAsync()).GetProperty("lines").GetArrayLength());
        Assert.Empty((await BasketAsync()).GetProperty("questions").EnumerateArray());
    }

    [Fact]
    public async Task A_product_that_requires_its_bar_code_cannot_be_chosen_before_the_code_is_shown()
    {
        await StartAsync(new() { ["wine"] = new ProductRule(Required: Witnesses.Barcode), ["choc-dark"] = new ProductRule(Required: Witnesses.Barcode) });
        _tray.Lay(WitnessShop.Laid("tea-1"));
        var asked = await QuestionAsync(_ => true);
        Assert.Equal("ShowBarcode", asked.GetProperty("prompt").GetString());
        Assert.Empty(PickList(asked));
        Assert.Contains("wine", asked.GetProperty("why").GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("sku").GetString()));

        Kiosk.Checkout.Choose(asked.GetProperty("item").GetGuid(), Sku.Parse("wine"));
        Assert.Empty((await BasketAsync()).GetProperty("lines").EnumerateArray());
        Assert.Single((await BasketAsync()).GetProperty("questions").EnumerateArray().ToList());

        _tray.Lay(WitnessShop.Laid("tea-1", WitnessShop.Wine));
        await LineAsync("wine");

        // Among twins, the one that needs no code may be chosen still.
        _tray.Lay(WitnessShop.Laid("tea-1", WitnessShop.Wine), WitnessShop.Laid("choc-1"));
        var twins = await QuestionAsync(_ => true);
        Assert.Equal(("ShowBarcode", "choc-milk"), (twins.GetProperty("prompt").GetString(), Assert.Single(PickList(twins))));
    }

    [Fact]
    public async Task Age_restricted_goods_are_finished_only_with_the_consent_of_a_person_who_shows_the_key()
    {
        await StartAsync(new() { ["wine"] = new ProductRule(Required: Witnesses.Attendant) }, $"AttendantKey={Key}");
        _tray.Lay(WitnessShop.Laid("tea-1"), WitnessShop.Laid("cereal-1"));
        await LineAsync("muesli");
        await LineAsync("wine");
        var basket = await BasketAsync();
        Assert.Equal("ConsentMissing", basket.GetProperty("problem").GetString());
        Assert.Equal(["wine"], basket.GetProperty("lines").EnumerateArray().Where(line => line.GetProperty("needsConsent").GetBoolean()).Select(line => line.GetProperty("sku").GetString()));

        Kiosk.Checkout.Finish();
        Assert.Equal("open", (await BasketAsync()).GetProperty("phase").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await ConsentAsync(null, """{"by":"Anna"}""")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ConsentAsync(Key + "x", """{"by":"Anna"}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ConsentAsync(Key, """{"by":"Anna"}""", "http://elsewhere.example")).Status);
        foreach (var wrong in new[] { """{"by":" "}""", "{}", "no", $$"""{"by":"{{new string('x', 101)}}"}""" })
            Assert.Equal(HttpStatusCode.BadRequest, (await ConsentAsync(Key, wrong)).Status);
        var waiting = Assert.Single((await AttendantAsync()).GetProperty("consents").EnumerateArray().ToList());
        Assert.Equal(("wine", "Rosso"), (waiting.GetProperty("sku").GetString(), waiting.GetProperty("name").GetString()));
        Assert.Equal("ConsentMissing", (await BasketAsync()).GetProperty("problem").GetString());

        var (status, tasks) = await ConsentAsync(Key, $$"""{"by":"Anna","line":"{{waiting.GetProperty("line").GetString()}}"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Empty(JsonDocument.Parse(tasks).RootElement.GetProperty("consents").EnumerateArray());
        Assert.Equal(HttpStatusCode.Conflict, (await ConsentAsync(Key, """{"by":"Anna"}""")).Status);
        Assert.Equal("Anna", (await LineAsync("wine")).GetProperty("consentBy").GetString());
        Kiosk.Checkout.Finish();
        Assert.Equal("finished", (await BasketAsync()).GetProperty("phase").GetString());
    }

    [Fact]
    public async Task Without_a_key_nobody_consents()
    {
        await StartAsync(new() { ["wine"] = new ProductRule(Required: Witnesses.Attendant) });

        var (status, answer) = await ConsentAsync("", """{"by":"Anna"}""");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("Kiosk:AttendantKey", answer);
    }

    [Fact]
    public async Task Twins_of_different_weight_are_told_apart_by_the_scale()
    {
        var pan = new SimulatedScale(TimeProvider.System) { Load = 100 };
        await using var terminal = new PseudoTerminal();
        using var stop = new CancellationTokenSource();
        var serving = pan.ServeAsync(terminal, stop.Token);
        await StartAsync(new()
        {
            ["ham-small"] = new ProductRule(TieBreaker.Weight, LeastGrams: 240, MostGrams: 260),
            ["ham-large"] = new ProductRule(TieBreaker.Weight, LeastGrams: 480, MostGrams: 520),
        }, $"Scale={terminal.Device}");
        var scale = Kiosk.Services.GetRequiredService<ScaleService>().Scale!;
        await RestAsync(scale, 100);
        _tray.Lay(WitnessShop.Laid("cereal-1"));
        await LineAsync("muesli");
        pan.Load = 700;
        await WeighedAsync("muesli", 600);

        _tray.Lay(WitnessShop.Laid("cereal-1"), WitnessShop.Laid("ham"));
        var asked = await QuestionAsync(_ => true);
        Assert.Equal("Weigh", asked.GetProperty("prompt").GetString());
        pan.Load = 700 + 498;

        var line = await LineAsync("ham-large");
        Assert.Equal(("Recognised", 498), (line.GetProperty("origin").GetString(), line.GetProperty("why").GetProperty("heard").GetProperty("grams").GetDecimal()));
        Assert.Empty((await BasketAsync()).GetProperty("questions").EnumerateArray());
        await _kiosk!.DisposeAsync();
        _kiosk = null;
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task Without_a_scale_twins_of_different_weight_are_chosen_from_a_list()
    {
        await StartAsync(new()
        {
            ["ham-small"] = new ProductRule(TieBreaker.Weight, LeastGrams: 240, MostGrams: 260),
            ["ham-large"] = new ProductRule(TieBreaker.Weight, LeastGrams: 480, MostGrams: 520),
        });
        _tray.Lay(WitnessShop.Laid("ham"));

        var asked = await QuestionAsync(_ => true);

        Assert.Equal(("Pick", 2), (asked.GetProperty("prompt").GetString(), PickList(asked).Length));
    }

    [Fact]
    public async Task What_the_store_sells_decides_and_is_a_part_of_the_explanation()
    {
        var assortment = _folder.File("sold.txt");
        await File.WriteAllLinesAsync(assortment, ["muesli", "choc-milk"], TestContext.Current.CancellationToken);
        await StartAsync([], $"Assortment={assortment}");
        _tray.Lay(WitnessShop.Laid("choc-1"));

        // Its twin is not sold here, so that the picture is enough.
        var why = (await LineAsync("choc-milk")).GetProperty("why");

        Assert.Equal(2, why.GetProperty("store").GetProperty("assortment").GetInt32());
        Assert.Equal("muesli", why.GetProperty("runnerUp").GetString());
        Assert.Equal((1, "Gallery"), (why.GetProperty("galleryVersion").GetInt32(), why.GetProperty("thresholdsFrom").GetString()));
        var shown = Assert.Single((await BasketAsync()).GetProperty("lines").EnumerateArray().ToList());
        Assert.Equal(why.ToString(), Assert.Single(shown.GetProperty("why").EnumerateArray().ToList()).ToString());
    }

    private async Task StartAsync(Dictionary<string, ProductRule> rules, params string[] settings)
    {
        _kiosk = await RunningKiosk.StartAsync(_folder.File("data"), [$"Gallery={shop.Gallery(_folder.File("shop.gallery"), rules)}", $"Camera={_tray.Address}", .. settings]);
        await _kiosk.UntilAsync("/api/basket", basket => basket.GetProperty("phase").GetString() == "open");
    }

    private Task<JsonElement> BasketAsync() => Kiosk.GetAsync("/api/basket");

    /// <summary>The first question, once there is one as wanted.</summary>
    private async Task<JsonElement> QuestionAsync(Predicate<JsonElement> wanted) =>
        (await Kiosk.UntilAsync("/api/basket", basket => basket.GetProperty("questions").EnumerateArray().Any(question => wanted(question))))
            .GetProperty("questions").EnumerateArray().First(question => wanted(question));

    /// <summary>The line of a product with its evidence, once it is in the basket.</summary>
    private async Task<JsonElement> LineAsync(string sku) =>
        (await Kiosk.UntilAsync("/api/basket/details", basket => Lines(basket, sku).Any())).GetProperty("lines").EnumerateArray().First(line => Is(line, sku));

    private Task<JsonElement> WeighedAsync(string sku, decimal grams) => Kiosk.UntilAsync("/api/basket/details", basket =>
        Lines(basket, sku).Any(line => line.GetProperty("why").GetProperty("heard") is { ValueKind: JsonValueKind.Object } heard && heard.GetProperty("grams").GetDecimal() == grams));

    private static IEnumerable<JsonElement> Lines(JsonElement basket, string sku) => basket.GetProperty("lines").EnumerateArray().Where(line => Is(line, sku));

    private static bool Is(JsonElement line, string sku) => line.GetProperty("sku").GetString() == sku;

    private static string[] PickList(JsonElement question) => [.. question.GetProperty("pickList").EnumerateArray().Select(sku => sku.GetString()!)];

    // The scale shows a weight at rest, and the tray has been seen with it for long enough to compare the next item with.
    private async Task RestAsync(Scale scale, decimal grams)
    {
        var stop = TestContext.Current.CancellationToken;
        for (var (version, reading) = scale.Reading.Current; reading is not { State: ScaleState.Stable } || reading.Grams != grams;)
            (version, reading) = await scale.Reading.NextAsync(version, stop);
        var trays = Kiosk.Services.GetRequiredService<TrayFeed>().Trays;
        for (var round = 0; round < 3; round++)
        {
            await Task.Delay(TrayWeights.Rest, stop);
            await trays.NextAsync(trays.Current.Version, stop);
        }
    }

    private async Task<JsonElement> AttendantAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/attendant") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Key) } };
        using var response = await Kiosk.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private async Task<(HttpStatusCode Status, string Answer)> ConsentAsync(string? key, string body, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/attendant/consent") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var response = await Kiosk.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
