using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Kiosk;
using RetailKlip.Scenes;
using RetailKlip.Tests.Kiosk;
using RetailKlip.Tests.Vision;
using RetailKlip.Tuf;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Server;

/// <summary>A server that changes to another encoder, and a kiosk that knows nothing of it but the fingerprint of the first root: package first, then the
/// gallery, both in one swap.</summary>
public sealed class EncoderChangeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => _folder.File("server");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_encoder_reaches_the_kiosk_once_its_holder_has_signed_it()
    {
        using var holder = SigningKey.Generate();
        var updates = TestUpdates.Create(Data, models: holder);
        var (first, second) = (
            TinyEncoder.Write(_folder.File("first")), TinyEncoder.Write(_folder.File("second"), TinyEncoder.Onnx(seed: 2)));
        await using (var server = await StartAsync(first))
        {
            await server.Client.EnrolAsync("apple", 1);
            await server.Client.EnrolAsync("pear", 2);
            await server.Client.PublishAsync();
            await using var kiosk = await StartKioskAsync(server, updates);
            await RunsAsync(kiosk, 1, first);
        }

        await using var changed = await StartAsync(second);
        await changed.Client.EmbeddedAsync("apple");
        await changed.Client.EmbeddedAsync("pear");
        Assert.Equal(2, (await changed.Client.PublishAsync()).GetProperty("version").GetInt32());
        await using var follower = await StartKioskAsync(changed, updates);
        await follower.UntilAsync("/health/ready", ready => ready.ToString().Contains($"held until the package of its encoder {second.EncoderId.Short} is there", StringComparison.Ordinal));
        Assert.Equal(first.EncoderId, follower.Services.GetRequiredService<ReleaseSwap>().Package!.EncoderId);

        // Carried to the holder, signed, brought back.
        StagedFile.Sign(Path.Combine(Data, "tuf", "staged", "models.json"), holder);
        using var online = KeyFile.Read(Path.Combine(Data, "keys", "online.pem"), TestUpdates.Passphrase);
        Assert.Contains("models", Repository.Open(Path.Combine(Data, "tuf")).PublishStaged([online]));
        await RunsAsync(follower, 2, second);
        Assert.Equal(second.EncoderId, follower.Services.GetRequiredService<TrayFeed>().Gallery!.EncoderId);
    }

    private Task<RunningServer> StartAsync(ModelPackage model) => RunningServer.StartAsync(Data, "", $"Model={model.Folder}", TestUpdates.Setting);

    private async Task<RunningKiosk> StartKioskAsync(RunningServer server, TestUpdates updates)
    {
        var camera = Directory.CreateDirectory(_folder.File("camera")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(camera, "tray.png"), new TrayScene([], seed: 1, 640, 360).RenderEmpty().EncodePng(), Cancellation);
        return await RunningKiosk.StartAsync(_folder.File("kiosk"), $"Model={_folder.File("first")}", $"Gallery={TinyShop.Gallery(_folder.File("own.gallery"))}",
            $"Camera={camera}", $"Sync:Metadata={server.Client.BaseAddress}tuf/metadata/", $"Sync:Targets={server.Client.BaseAddress}tuf/targets/",
            "Sync:Gallery=shop", $"Sync:Fingerprint={updates.Fingerprint}", "Sync:Interval=00:00:00.2", "Sync:RetryDelay=00:00:00.1", "Sync:LongestDelay=00:00:01");
    }

    private static async Task RunsAsync(RunningKiosk kiosk, long version, ModelPackage encoder)
    {
        var swap = kiosk.Services.GetRequiredService<ReleaseSwap>();
        for (var i = 0; i < 3000 && swap.Running.Value?.Version != version; i++)
            await Task.Delay(50, Cancellation);
        Assert.True(swap.Running.Value?.Version == version, $"release {swap.Running.Value?.Version} runs, not {version}: {await kiosk.GetAsync("/health/ready")}");
        Assert.Equal(encoder.EncoderId, swap.Package!.EncoderId);
    }
}
