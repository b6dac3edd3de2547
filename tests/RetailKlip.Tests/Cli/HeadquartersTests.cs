using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RetailKlip.Tests.Server;
using RetailKlip.Tests.Vision;

namespace RetailKlip.Tests.Cli;

/// <summary><c>klip server</c> as a script calls it, against the real server on SQLite.</summary>
[Collection(KlipCollection.Name)]
public sealed class HeadquartersTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestUpdates? _updates;
    private RunningServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunningServer Server => _server!;

    private string Data => _folder.File("data");

    public async ValueTask InitializeAsync()
    {
        TinyEncoder.Write(_folder.File("tiny"));
        _updates = TestUpdates.Create(Data);
        _server = await RunningServer.StartAsync(Data, "", $"Model={_folder.File("tiny")}", TestUpdates.Setting);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_shop_comes_from_a_table_and_a_folder_of_pictures_to_the_kiosks()
    {
        var table = Write("shop.csv", "sku,name.en,gtins,department\nmilk,Oat milk,4006381333931,Dairy\napple,Apple,,\nplum,Plum,,\n");
        var trial = Run("import", table, "--dry-run", "--json").Object();
        Assert.Equal((3, true), (trial.GetProperty("created").GetInt32(), trial.GetProperty("dryRun").GetBoolean()));
        Run("enrol", Pictures()).Fails("product apple is not in the catalogue", "product milk", "product plum", "nothing of");
        Assert.Equal("3 created, 0 changed, 0 unchanged", Run("import", table).Succeeded().Output.Trim());

        File.WriteAllText(Path.Combine(Pictures(), "plum", "notes.jpg"), "no picture");
        Run("enrol", Pictures(), "--json").Fails("notes.jpg: picture: ", "1 pictures were refused");
        File.Delete(Path.Combine(Pictures(), "plum", "notes.jpg"));
        var enrolled = Run("enrol", Pictures(), "--json").Object();
        Assert.Equal((0, 4, 4), (Count(enrolled, "uploaded"), Count(enrolled, "known"), Count(enrolled, "embedded")));
        var doubled = Assert.Single(enrolled.GetProperty("nearDuplicates").EnumerateArray());
        Assert.Equal(["milk/front.jpg", "milk/smaller.jpg"], new[] { doubled.Text("picture"), doubled.Text("of") }.Order());
        var alike = enrolled.GetProperty("lookAlikes").EnumerateArray();
        Assert.Contains(("apple", "plum"), alike.Select(pair => (pair.Text("first"), pair.Text("second"))));

        Run("publish").Refused("No product is approved");
        var approval = Run("approve", "milk", "pear", "apple", "plum", "--json").Fails("There is no product pear");
        Assert.Equal([("milk", 2), ("apple", 1), ("plum", 1)], approval.Lines.Select(line => (line.Text("sku"), Count(line, "pictures"))));
        var release = Run("publish", "--wait", "--json").Object();
        Assert.Equal(("Published", 1, 3), (release.Text("stage"), Count(release, "version"), Count(release, "products")));
        using var kiosk = await TestKiosk.RefreshAsync(Server, _updates!);
        Assert.Equal(["apple", "milk", "plum"], await kiosk.SkusAsync("shop"));

        var part = Write("north.txt", "milk\n\n plum \n");
        Assert.Equal("store north sells 2 products", Run("assortment", "north", part).Succeeded().Output.Trim());
        Assert.Equal(["milk", "plum"], Run("assortment", "north").Succeeded().Output.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        Run("publish", "--wait").Succeeded();
        await kiosk.RefreshAsync();
        Assert.Equal(["milk", "plum"], await kiosk.SkusAsync("north"));
        Assert.Equal([2, 1], Run("releases", "list", "--json").Succeeded().Lines.Select(line => line.GetProperty("id").GetInt32()));
        Assert.Contains("north", Run("releases", "list").Succeeded().Output, StringComparison.Ordinal);
        var status = Run("status", "--json").Object();
        Assert.Equal(("healthy", 4, 2), (status.GetProperty("health").Text("status"),
            status.GetProperty("enrolment").GetProperty("embedded").GetInt32(), status.GetProperty("lastRelease").GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task A_release_goes_through_a_fleet_of_kiosks_and_comes_back()
    {
        await Server.Client.EnrolAsync("apple", 1);
        Run("releases", "publish", "--wait").Succeeded();
        var code = Run("fleet", "register", "north", "--name", "Till 3").Succeeded().Output.Trim();
        Klip.Run("provision", code, "--data", _folder.File("kiosk")).Succeeded();
        using var member = await FleetMember.RegisterAsync(Server, "south");
        await member.BeatAsync(beat => beat with { Release = 1 });

        await Server.Client.EnrolAsync("pear", 2);
        var release = $"{Count(Run("releases", "publish", "--ring", "north", $"{member.Id}", "--percent", "0", "--soak", "60", "--wait", "--json").Object(), "id")}";
        var kiosks = Run("fleet", "status", "--json").Object().GetProperty("kiosks").EnumerateArray().ToList();
        Assert.Equal([("north", JsonValueKind.Null), ("south", JsonValueKind.Number)], kiosks.Select(kiosk => (kiosk.Text("store"), kiosk.GetProperty("assigned").ValueKind)));
        Assert.Equal((1, 2), (Count(kiosks[1], "release"), Count(kiosks[1], "assigned")));
        var table = Run("fleet", "status", "--store", "north").Succeeded().Output;
        Assert.Contains("never heard", table, StringComparison.Ordinal);
        Assert.DoesNotContain("south", table, StringComparison.Ordinal);

        Assert.Equal("Canary", Run("releases", "rollout", release, "--json").Object().Text("stage"));
        Assert.Equal("Halted", Run("releases", "halt", release, "--json").Object().Text("stage"));
        Run("releases", "advance", release).Refused("Halted");
        Assert.Contains("by itself after 60 minutes", Run("releases", "resume", release).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal("All", Run("releases", "advance", release, "--json").Object().Text("stage"));
        Assert.Equal(3, Count(Run("releases", "rollback", release, "--wait", "--json").Object(), "version"));
        using var kiosk = await TestKiosk.RefreshAsync(Server, _updates!);
        Assert.Equal(["apple"], await kiosk.SkusAsync("shop"));
        Assert.Equal(2, Run("releases", "publish", "--percent", "100").ExitCode);
        Run("fleet", "register", "North").Refused("store: ");
    }

    [Fact]
    public void Every_fault_of_a_table_is_told_by_row_and_column_and_nothing_is_imported()
    {
        var table = Write("faulty.csv", "sku,name.en,gtins,amount\nmilk,Oat milk,4006381333932,\napple,Apple,,dear\nplum,Plum,,\n");

        var run = Run("import", table, "--json").Fails(
            "faulty.csv, row 2, column gtins: ", "faulty.csv, row 3, column amount: ", "faulty.csv was not imported");

        Assert.Equal([2, 3], Assert.Single(run.Lines).GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("row").GetInt32()));
        Assert.Empty(Run("products", "--json").Succeeded().Lines);
        Run("import", _folder.File("missing.csv")).Refused("missing.csv");
    }

    [Fact]
    public async Task A_catalogue_of_several_pages_is_listed_whole_and_comes_back_from_its_export_unchanged()
    {
        var rows = Enumerable.Range(1000, 450).Select(number => $"{number},Product {number}");
        Run("products", "import", Write("many.csv", $"sku,name.en\n{string.Join('\n', rows)}\n")).Succeeded();

        var all = Run("products", "--json").Succeeded().Lines.Select(line => line.GetProperty("product").Text("sku"));
        Assert.Equal(Enumerable.Range(1000, 450).Select(number => $"{number}"), all);
        var found = Run("products", "--search", "product 1234", "--json").Object();
        Assert.Equal("1234", found.GetProperty("product").Text("sku"));

        var export = Write("export.csv", "what was there before");
        Run("export", export).Succeeded();
        Assert.Equal(await Server.Client.GetByteArrayAsync("/api/catalogue.csv", Cancellation), await File.ReadAllBytesAsync(export, Cancellation));
        Assert.Equal("0 created, 0 changed, 450 unchanged", Run("import", export).Succeeded().Output.Trim());
    }

    [Fact]
    public void A_product_is_put_and_removed_only_as_it_was_seen()
    {
        const string Sku = "oat milk/1%";
        var file = Write("oat.json", $$$"""{"sku":"{{{Sku}}}","names":{"en":"Oat milk"}}""");
        Run("put", file).Succeeded();
        var seen = Write("seen.json", Run("product", Sku).Succeeded().Output);
        Run("put", Write("renamed.json", $$$"""{"sku":"{{{Sku}}}","names":{"en":"Oat drink"}}""")).Succeeded();

        Run("put", seen).Refused("seen.json", "get it again", "412");
        Run("delete", Sku, "--revision", JsonElement.Parse(File.ReadAllText(seen)).Text("revision")).Refused(Sku, "get it again");
        Run("put", Write("faulty.json", $$"""{"sku":"{{Sku}}","names":{},"plu":"much too long"}""")).Refused("names: ", "plu: ");
        Run("put", Write("text.json", "Oat milk")).Refused("text.json");
        Assert.Equal("Oat drink", Run("product", Sku).Object().GetProperty("product").GetProperty("names").Text("en"));
        Run("delete", Sku).Succeeded();
        Run("product", Sku).Refused($"There is no product {Sku}");
    }

    [Fact]
    public void Who_has_no_right_or_the_wrong_address_is_told_so()
    {
        var token = Write("token", RunningServer.TokenOf(Data) + "\n");
        var address = Server.Client.BaseAddress!.ToString();

        Klip.Run("server", "status", "--server", address, "--token-file", token).Succeeded();
        Klip.Run("server", "products", "--server", address, "--token-file", Write("other", "guessed")).Refused("administrator.token", "401");
        Klip.Run("server", "products", "--server", address).Refused("--token-file", "RETAILKLIP_TOKEN");
        Klip.Run("server", "products", "--server", "http://127.0.0.1:1", "--token-file", token).Refused("http://127.0.0.1:1/", "cannot be reached");
        Klip.Run("server", "products", "--server", "http://headquarters.invalid", "--token-file", token).Refused("in the clear", "--allow-http");
        Klip.Run("server", "products", "--server", $"{address}tuf/metadata", "--token-file", token).Refused("404");
    }

    [Fact]
    public async Task What_is_lost_on_the_way_or_comes_too_often_is_sent_again_and_done_once()
    {
        var requests = new List<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var road = builder.Build();
        road.Urls.Add("http://127.0.0.1:0");
        road.Run(async context =>
        {
            requests.Add(context.Request.Method);
            if (requests.Count == 1)
            {
                (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (StatusCodes.Status429TooManyRequests, "1");
                return;
            }
            var answer = await PassOnAsync(context);
            // The server made the change, and nobody hears of it.
            if (context.Request.Method == "POST" && requests.Count(method => method == "POST") == 1)
                context.Abort();
            else
                await context.Response.Body.WriteAsync(answer, Cancellation);
        });
        await road.StartAsync(Cancellation);
        var file = Write("oat.json", """{"sku":"oat","names":{"en":"Oat milk"}}""");

        Klip.Run(Variables(road.Urls.First()), "server", "put", file).Succeeded();

        Assert.Equal(["GET", "GET", "POST", "POST"], requests);
        Assert.Equal("created", Assert.Single((await Server.GetAsync("/api/products/oat/history")).GetProperty("items").EnumerateArray()).Text("action"));
    }

    private async Task<byte[]> PassOnAsync(HttpContext context)
    {
        var address = $"{context.Request.Path}{context.Request.QueryString}";
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address);
        request.Content = HttpMethods.IsGet(context.Request.Method) ? null : new StreamContent(context.Request.Body);
        foreach (var (name, value) in context.Request.Headers)
            if (name is "Idempotency-Key")
                request.Headers.Add(name, value.ToString());
            else if (name is "Content-Type")
                request.Content?.Headers.Add(name, value.ToString());
        using var answer = await Server.Client.SendAsync(request, Cancellation);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        return await answer.Content.ReadAsByteArrayAsync(Cancellation);
    }

    private string Pictures()
    {
        var folder = _folder.File("pictures");
        if (Directory.Exists(folder))
            return folder;
        foreach (var (path, picture) in new[]
        {
            ("milk/front.jpg", ServerRequests.Patches(4)),
            ("milk/smaller.jpg", ServerRequests.Patches(4, 300, 225)),
            ("apple/1.jpg", ServerRequests.Patches(7)),
            ("plum/1.png", ServerRequests.Patches(7, extension: ".png")),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllBytes(Path.Combine(folder, path), picture);
        }
        return folder;
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    private static int Count(JsonElement json, string member) => json.GetProperty(member).GetInt32();

    private KlipRun Run(params string[] arguments) => Klip.Run(Variables(Server.Client.BaseAddress!.ToString()), ["server", .. arguments]);

    private Dictionary<string, string> Variables(string address) => new()
    {
        ["RETAILKLIP_SERVER"] = address,
        ["RETAILKLIP_TOKEN"] = RunningServer.TokenOf(Data),
    };
}
