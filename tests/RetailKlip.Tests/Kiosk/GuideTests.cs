using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Tests.Core;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>What the kiosk's README tells an integrator to type is typed here, as it stands there.</summary>
public sealed partial class GuideTests : IDisposable
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Shared.Checkout, "src", "RetailKlip.Kiosk", "README.md"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_event_has_an_example_that_is_one()
    {
        var examples = Blocks("json").Single().Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        var types = typeof(BasketEvent).GetNestedTypes().Length;

        Assert.Equal(types, examples.Select(example => (string)example["type"]!).Distinct().Count());
        Assert.All(examples, example =>
        {
            var data = example["data"]!.ToJsonString();
            Assert.True(JsonNode.DeepEquals(example["data"], JsonNode.Parse(TillEvent.Read(data).Write())), $"{data} is not what the kiosk writes");
        });
    }

    [Fact]
    public async Task The_signature_check_tells_a_kiosk_s_request_from_another()
    {
        var check = Blocks("bash").Single(block => block.Contains("openssl", StringComparison.Ordinal));
        await File.WriteAllTextAsync(_folder.File("webhook.secret"), TillReceiver.Secret + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.File("body.json"), """{"type":"basket.opened"}""", TestContext.Current.CancellationToken);
        var signature = new WebhookSignature([TillReceiver.Secret]).Of("0198-1", 1764000000, """{"type":"basket.opened"}"""u8);

        Assert.Equal("genuine", await RunAsync(check, ("id", "0198-1"), ("timestamp", "1764000000"), ("signature", $"v1,old= {signature}")));
        Assert.Equal("forged", await RunAsync(check, ("id", "0198-1"), ("timestamp", "1764000001"), ("signature", signature)));
    }

    [Fact]
    public async Task The_broker_s_clients_show_events()
    {
        await using var broker = await Broker.StartAsync(_folder.Path);
        var lines = Blocks("bash").Single(block => block.Contains("mosquitto_sub", StringComparison.Ordinal)).Split('\n');
        (string, string)[] settings = [("BROKER", "127.0.0.1"), ("PORT", broker.Port.ToString(CultureInfo.InvariantCulture))];

        var subscriber = RunAsync(lines[0], settings);
        while (!subscriber.IsCompleted)
            await RunAsync(lines[1], settings);

        Assert.Equal("""retailklip/lane-3/events {"type":"basket.opened"}""", await subscriber);
    }

    [Fact]
    public async Task What_a_till_may_say_is_understood()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(_folder.File("till.token"), "a-token-of-the-till-of-lane-3", cancellation);
        await using var kiosk = await RunningKiosk.StartAsync(
            _folder.File("data"), $"Model={_folder.File("none")}", "Camera=/dev/nowhere/video.avi", $"PointOfSale:TokenFile={_folder.File("till.token")}");
        var hearing = kiosk.Services.GetRequiredService<TrayHearing>();
        var gallery = new Gallery(1, Samples.Encoder, 2,
            [new(Sku.Parse("gouda"), "Gouda", Gtin.Parse("4006381333931")), new(Sku.Parse("wine"), "Wine")],
            [new(1, Sku.Parse("gouda"), Embedding.Normalise(Samples.Encoder, [1, 0]), "1"), new(2, Sku.Parse("wine"), Embedding.Normalise(Samples.Encoder, [0, 1]), "2")]);
        kiosk.Services.GetRequiredService<TrayFeed>().Gallery = gallery;
        await kiosk.HealthOfAsync("basket", "healthy");
        hearing.See(new SeenTray(0, 1280, 720, true, false, []), gallery);
        await kiosk.UntilAsync("/api/basket", basket => basket.GetProperty("phase").GetString() == "open");
        var look = Embedding.Normalise(Samples.Encoder, [1, 0.1f]);
        var decision = new DecisionPolicy(new DecisionThresholds(0.6f, 0.1f, 0.3f)).Decide(gallery.Match(look));
        hearing.See(new SeenTray(1, 1280, 720, true, false,
            [.. Enumerable.Range(0, 2).Select(place => new TrackView(Guid.NewGuid(), new PixelBox(300 * place, 0, 200, 200), decision, look, true))]), gallery);
        await kiosk.UntilAsync("/api/basket", basket => basket.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("quantity").GetInt32()) == 2);

        var said = Blocks("bash").Single(block => block.Contains("/api/pos/scans", StringComparison.Ordinal));
        var answers = await RunAsync(said.Replace("curl ", "curl -w '\\n%{http_code}\\n' ", StringComparison.Ordinal),
            ("KIOSK", kiosk.Client.BaseAddress!.ToString().TrimEnd('/')), ("LINE", kiosk.Checkout.Lines[0].Id.ToString()));

        Assert.Equal(["200", "200", "200", "200", "200"], answers.Split('\n').Where(line => line.Length == 3));
        Assert.Contains("\"gtin\":\"04006381333931\",\"sku\":\"gouda\",\"item\":\"", answers, StringComparison.Ordinal);
        Assert.Equal(("wine", "12.34 EUR"), (Assert.Single(kiosk.Checkout.Lines).Sku.Value, kiosk.Checkout.Views.Value.Total?.Amount));
        Assert.Contains("\"type\":\"till.scanned\"", answers, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Blocks(string language) =>
        Fence().Matches(Guide).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value.TrimEnd('\n'));

    private async Task<string> RunAsync(string script, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var told = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{script}\n{await errors}");
        return told.TrimEnd();
    }

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
