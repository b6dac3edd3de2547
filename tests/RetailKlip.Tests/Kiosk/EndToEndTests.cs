using System.Text.Json;
using RetailKlip.Core;
using RetailKlip.Scenes;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Recorded frames in, basket out: the real host with its bundled encoder, the demo's gallery, SQLite and ONNX Runtime.</summary>
public sealed class EndToEndTests(DemoShop shop) : IClassFixture<DemoShop>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_recorded_checkout_becomes_the_right_basket()
    {
        var script = TrayScript.Demo();
        var video = _folder.File("checkout.avi");
        Recording.Write(video, script.FramesPerSecond, script.Frames());
        await using var kiosk = await RunningKiosk.StartAsync(shop.Open(_folder.File("data")), $"Camera={video}", "Once=true");

        var expected = script.ExpectedBasket.ToDictionary(line => line.Key.Value, line => line.Value);
        var basket = await kiosk.UntilAsync("/api/basket", answer => Same(expected, Quantities(answer)));

        Assert.True(expected.Count >= 4);
        Assert.Empty(basket.GetProperty("questions").EnumerateArray());
        Assert.Equal("open", basket.GetProperty("phase").GetString());
        var details = (await kiosk.GetAsync("/api/basket/details")).GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal(expected.Values.Sum(), details.Sum(line => line.GetProperty("quantity").GetInt32()));
        Assert.All(details, line =>
        {
            var why = line.GetProperty("why");
            Assert.Equal(("Accepted", "Gallery"), (why.GetProperty("decision").GetString(), why.GetProperty("thresholdsFrom").GetString()));
            Assert.Equal(line.GetProperty("sku").GetString(), why.GetProperty("best").GetString());
            Assert.True(why.GetProperty("similarity").GetSingle() >= why.GetProperty("thresholds").GetProperty("acceptSimilarity").GetSingle());
            Assert.StartsWith("drawn with seed", why.GetProperty("reference").GetString(), StringComparison.Ordinal);
        });
        using var picture = await kiosk.Client.GetAsync($"/api/tray/items/{details[0].GetProperty("track").GetString()}.jpg", TestContext.Current.CancellationToken);
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        var metrics = await kiosk.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("kiosk_decisions_total{kind=\"Accepted\"}", metrics);
        Assert.Contains("kiosk_basket_events_total{kind=\"LineAdded\"}", metrics);
    }

    [Fact]
    public async Task A_kiosk_killed_in_the_middle_of_a_checkout_comes_back_with_the_same_basket()
    {
        var scene = new TrayScene(
            [Place("cereal-1", 0, 6, -216, 8), Place("choc-1", 0, -9, 108, 84), Place("jam-1", 4, 20, 230, -70), Place("jam-1", 0, -30, 20, -60)], seed: 3);
        var (video, lying) = (_folder.File("checkout.avi"), _folder.File("lying.avi"));
        Recording.WriteScene(video, scene);
        var data = shop.Open(_folder.File("data"));
        Dictionary<string, int> before;
        string session;
        using (var kiosk = await KioskProcess.StartAsync(data, $"Camera={video}", "Once=true"))
        {
            var basket = await UntilAsync(kiosk, answer => Quantities(answer).Values.Sum() + answer.GetProperty("questions").GetArrayLength() == scene.Items.Length);
            (before, session) = (Quantities(basket), basket.GetProperty("session").GetString()!);
            await kiosk.KillAsync();
        }

        Assert.NotEmpty(before);

        // The same camera after the restart: the items still lie there, and no empty tray is to be seen.
        Recording.WriteScene(lying, scene, emptySeconds: 0);
        File.Move(lying, video, overwrite: true);
        using var restarted = await KioskProcess.StartAsync(data, $"Camera={video}", "Once=true");
        var after = await UntilAsync(restarted, answer => answer.GetProperty("session").ValueKind != JsonValueKind.Null);
        Assert.Equal(session, after.GetProperty("session").GetString());
        Assert.True(Same(before, Quantities(after)), after.ToString());

        // Long enough for every item to be recognised anew: none of them is added again.
        await UntilRecognisedAsync(restarted, frames: 25);
        after = await restarted.GetAsync("/api/basket");
        Assert.Equal(session, after.GetProperty("session").GetString());
        Assert.True(Same(before, Quantities(after)), after.ToString());
    }

    private static async Task<JsonElement> UntilAsync(KioskProcess kiosk, Predicate<JsonElement> wanted)
    {
        var last = default(JsonElement);
        for (var i = 0; i < 1200; i++)
        {
            last = await kiosk.GetAsync("/api/basket");
            if (wanted(last))
                return last;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"/api/basket still says {last}");
    }

    private static async Task UntilRecognisedAsync(KioskProcess kiosk, int frames)
    {
        for (var i = 0; i < 1200; i++)
        {
            var metrics = await kiosk.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            if (metrics.Split('\n').Any(line => line.StartsWith("kiosk_frames_recognised_total ", StringComparison.Ordinal)
                && int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) >= frames))
                return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"{frames} frames were not recognised");
    }

    private static PlacedItem Place(string sku, float roll, float turn, float x, float y) =>
        new(DemoCatalogue.Find(Sku.Parse(sku)), new Pose(PoseSide.Front, roll, turn, x, y));

    private static Dictionary<string, int> Quantities(JsonElement basket) => basket.GetProperty("lines").EnumerateArray()
        .ToDictionary(line => line.GetProperty("sku").GetString()!, line => line.GetProperty("quantity").GetInt32());

    private static bool Same(Dictionary<string, int> expected, Dictionary<string, int> actual) =>
        expected.Count == actual.Count && expected.All(line => actual.GetValueOrDefault(line.Key) == line.Value);
}
