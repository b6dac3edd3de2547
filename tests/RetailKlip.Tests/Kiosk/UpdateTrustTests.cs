using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Kiosk;
using RetailKlip.Tests.Tuf;
using RetailKlip.Tests.Vision;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>What a kiosk trusts at first, and which encoders it takes.</summary>
public sealed class UpdateTrustTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly UpdateSite _site = new(server);

    private string Data => _folder.File("data");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The root is fetched, and must have the fingerprint.
    private string[] Settings =>
        [.. _site.Settings.Where(setting => !setting.StartsWith("Sync:Root=", StringComparison.Ordinal)), $"Sync:Fingerprint={_site.Fingerprint}"];

    public void Dispose()
    {
        _site.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_mirror_that_hands_out_another_root_is_not_believed_and_the_right_one_is()
    {
        _site.Publish(1, delta: false);
        using var mirror = new TestRepository(TimeProvider.System.GetUtcNow());
        Assert.True(mirror.PublishGallery($"galleries/{UpdateSite.Gallery}.release", "of somebody else"));
        _site.Instead = async (context, path, _) =>
        {
            if (mirror.Answer(path) is not { } body)
                return false;
            await UpdateSite.SendAsync(context, body);
            return true;
        };
        await using var kiosk = await RunningKiosk.StartAsync(Data, Settings);

        await kiosk.UntilAsync("/health/ready", ready => Sync(ready).Contains($"but {_site.Fingerprint} was expected", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(Data, "tuf", "root.json")));
        await kiosk.SellsAsync();

        _site.Instead = null;
        await RunsAsync(kiosk, 1);
        // From then on the mirror cannot hand out its own successors either.
        _site.Publish(2);
        await RunsAsync(kiosk, 2);
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("another encoder's")]
    [InlineData("wrong golden vectors")]
    public async Task An_encoder_that_does_not_prove_itself_is_not_taken_and_the_right_one_is_with_its_gallery(string fault)
    {
        _site.Publish(1, delta: false);
        await using var kiosk = await RunningKiosk.StartAsync(Data, Settings);
        await RunsAsync(kiosk, 1);
        var before = kiosk.Services.GetRequiredService<ReleaseSwap>().Package!.EncoderId;
        var other = OtherEncoder(3);
        _site.PublishFor(seed: 2);
        // Signed by those who sign encoders, and wrong nevertheless.
        _site.PublishPackage((name, bytes) => fault switch
        {
            "damaged" when name == ModelPackage.EncoderFile => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)],
            "another encoder's" => File.ReadAllBytes(Path.Combine(other.Folder, name)),
            "wrong golden vectors" when name == ModelPackage.ManifestFile => WithoutSigns(bytes),
            _ => bytes,
        });

        var ready = await kiosk.UntilAsync("/health/ready", answer => Sync(answer).Contains("release 1 of store-12 is in use", StringComparison.Ordinal)
            && !Sync(answer).Contains("held until", StringComparison.Ordinal) && Status(answer) == "degraded");
        Campaign.Say(Sync(ready));
        await kiosk.SellsAsync();
        Assert.Equal(before, kiosk.Services.GetRequiredService<ReleaseSwap>().Package!.EncoderId);

        _site.PublishPackage();
        await RunsAsync(kiosk, 2);
        Assert.Equal(_site.EncoderId, kiosk.Services.GetRequiredService<ReleaseSwap>().Package!.EncoderId);
        Assert.Equal(_site.EncoderId, kiosk.Services.GetRequiredService<TrayFeed>().Gallery!.EncoderId);
    }

    private ModelPackage OtherEncoder(int seed) => TinyEncoder.Write(_folder.File($"tiny-{seed}"), TinyEncoder.Onnx(seed: seed));

    // Other expected embeddings, in a manifest that is good in all else.
    private static byte[] WithoutSigns(byte[] manifest)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(manifest)!;
        foreach (var golden in json["golden"]!.AsArray())
            golden!["embedding"] = new System.Text.Json.Nodes.JsonArray(
                [.. golden["embedding"]!.AsArray().Select((value, i) => (System.Text.Json.Nodes.JsonNode)(i % 2 == 0 ? value!.GetValue<double>() : -value!.GetValue<double>()))]);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static string Sync(System.Text.Json.JsonElement ready) => ready.GetProperty("parts").GetProperty("sync").GetProperty("reason").GetString()!;

    private static string Status(System.Text.Json.JsonElement ready) => ready.GetProperty("parts").GetProperty("sync").GetProperty("status").GetString()!;

    private static async Task RunsAsync(RunningKiosk kiosk, long version)
    {
        var running = kiosk.Services.GetRequiredService<ReleaseSwap>().Running;
        for (var i = 0; i < 3000 && running.Value?.Version != version; i++)
            await Task.Delay(50, Cancellation);
        Assert.True(running.Value?.Version == version, $"release {running.Value?.Version} runs, not {version}: {await kiosk.GetAsync("/health/ready")}");
    }
}
