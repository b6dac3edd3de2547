using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenCvSharp;
using RetailKlip.Kiosk;
using RetailKlip.Scenes;
using RetailKlip.Tests.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>The real host with a camera on the loopback that is spoilt and comes back: health, page, API, what is named meanwhile.</summary>
public sealed class CameraTruthTests : IDisposable
{
    private static readonly Lazy<(byte[][] Empty, byte[][] Laid)> Pictures = new(() =>
    {
        var scene = TrayScene.Random(DemoCatalogue.Products, 3, seed: 5, 640, 360);
        return (Noisy(scene.RenderEmpty()), Noisy(scene.Render()));
    });

    private readonly TemporaryFolder _folder = new();
    private volatile Func<int, byte[]?> _picture = number => Live(Pictures.Value.Empty, number);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("black")]
    [InlineData("covered")]
    [InlineData("overexposed")]
    [InlineData("moved")]
    [InlineData("wrongResolution")]
    [InlineData("frozen")]
    [InlineData("unplugged")]
    public async Task A_fault_is_told_everywhere_names_nothing_and_is_over_by_itself(string fault)
    {
        await using var camera = NetworkCamera.Mjpeg(number => _picture(number));
        await using var kiosk = await StartAsync(camera);
        await kiosk.UntilAsync("/api/basket", basket => basket.GetProperty("phase").GetString() == "open");
        await LearntAsync(kiosk);
        var spoilt = Spoil(fault);

        // The items come with the fault, so that anything named is named from it.
        _picture = spoilt;
        var told = await kiosk.UntilAsync("/api/camera", answer => answer.GetProperty("fault").GetString() is not null);
        var (_, reason) = await kiosk.HealthOfAsync("camera", "unhealthy");
        var page = WebUtility.HtmlDecode(await kiosk.Client.GetStringAsync("/", TestContext.Current.CancellationToken));
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        var basket = await kiosk.GetAsync("/api/basket");
        var tray = kiosk.Services.GetRequiredService<TrayFeed>().Trays.Value;

        Assert.Equal(fault, told.GetProperty("fault").GetString());
        Assert.Contains($"127.0.0.1:{camera.Port}", reason);
        Assert.Contains(fault == "covered" ? "Something is in front of the camera" : "We cannot see the tray right now", page);
        Assert.Contains("Your basket is kept", page);
        Assert.Empty(tray.Items);
        Assert.Equal(0, basket.GetProperty("lines").GetArrayLength() + basket.GetProperty("questions").GetArrayLength());
        Assert.Equal("open", basket.GetProperty("phase").GetString());
        Assert.Equal(HttpStatusCode.OK, await kiosk.StatusAsync("/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await kiosk.StatusAsync("/health/ready"));
        Assert.Contains("kiosk_camera_faults_total", await kiosk.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken));

        _picture = number => Live(Pictures.Value.Laid, number);
        await kiosk.HealthOfAsync("camera", "healthy");
        await kiosk.UntilAsync("/api/camera", answer => answer.GetProperty("fault").GetString() is null);
        while (kiosk.Services.GetRequiredService<TrayFeed>().Trays.Value.Items.IsEmpty)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_fault_keeps_the_basket_and_is_raised_as_an_event()
    {
        await using var camera = NetworkCamera.Mjpeg(number => _picture(number));
        await using var kiosk = await StartAsync(camera);
        await LearntAsync(kiosk);
        _picture = number => Live(Pictures.Value.Laid, number);
        await kiosk.UntilAsync("/api/basket", Holds);
        var before = await kiosk.GetAsync("/api/basket");
        var cancellation = TestContext.Current.CancellationToken;
        using var events = new StreamReader(await kiosk.Client.GetStreamAsync("/api/events", cancellation));

        _picture = Spoil("black");
        var told = await NextCameraEventAsync(events, camera => camera.GetProperty("fault").GetString() is not null);
        await Task.Delay(500, cancellation);
        var during = await kiosk.GetAsync("/api/basket");
        _picture = number => Live(Pictures.Value.Laid, number);
        await NextCameraEventAsync(events, camera => camera.GetProperty("fault").GetString() is null);
        await Task.Delay(1500, cancellation);
        var after = await kiosk.GetAsync("/api/basket");

        Assert.Equal("black", told.GetProperty("fault").GetString());
        Assert.Contains("black", told.GetProperty("reason").GetString());
        Assert.InRange(told.GetProperty("measured").GetProperty("bright").GetInt32(), 0, 39);
        Assert.Equal(before.GetRawText(), during.GetRawText());
        Assert.Equal(before.GetRawText(), after.GetRawText());
    }

    [Fact]
    public async Task A_moved_camera_sells_again_once_its_tray_is_learnt_anew()
    {
        await using var camera = NetworkCamera.Mjpeg(number => _picture(number));
        await using var kiosk = await StartAsync(camera);
        await LearntAsync(kiosk);
        _picture = Spoil("moved", laid: false);
        await kiosk.UntilAsync("/api/camera", answer => answer.GetProperty("fault").GetString() == "moved");

        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/api/camera/relearn");
        foreign.Headers.Add("Origin", "http://shop.example");
        using var refused = await kiosk.Client.SendAsync(foreign, TestContext.Current.CancellationToken);
        using var accepted = await kiosk.Client.PostAsync("/api/camera/relearn", null, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Accepted), (refused.StatusCode, accepted.StatusCode));
        await kiosk.HealthOfAsync("camera", "healthy");
        await LearntAsync(kiosk);
    }

    [Fact]
    public async Task A_frozen_camera_is_opened_again()
    {
        await using var camera = NetworkCamera.Mjpeg(number => _picture(number));
        await using var kiosk = await StartAsync(camera);
        await LearntAsync(kiosk);

        _picture = Spoil("frozen");
        await kiosk.UntilAsync("/api/camera", answer => answer.GetProperty("fault").GetString() == "frozen");
        while (camera.Connections < 2)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static bool Holds(JsonElement basket) =>
        basket.GetProperty("lines").GetArrayLength() + basket.GetProperty("questions").GetArrayLength() >= 3;

    private static async Task<JsonElement> NextCameraEventAsync(StreamReader events, Predicate<JsonElement> wanted)
    {
        for (var isCamera = false; await events.ReadLineAsync(TestContext.Current.CancellationToken) is { } line;)
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                isCamera = line == "event: camera";
            else if (isCamera && line.StartsWith("data: ", StringComparison.Ordinal)
                && JsonDocument.Parse(line[6..]).RootElement is var camera && wanted(camera))
                return camera;
        throw new InvalidOperationException("The events ended.");
    }

    private static async Task LearntAsync(RunningKiosk kiosk)
    {
        var feed = kiosk.Services.GetRequiredService<TrayFeed>();
        while (!feed.Trays.Value.IsClear)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static byte[] Live(byte[][] pictures, int number) => pictures[number % pictures.Length];

    /// <summary>More of the same tray than a driver has buffers, each with its own noise.</summary>
    private static byte[][] Noisy(Picture picture)
    {
        using var tray = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
        return Noisy(tray);
    }

    private static byte[][] Noisy(Mat tray)
    {
        using var noise = new Mat(tray.Size(), MatType.CV_16SC3);
        using var noisy = new Mat();
        return [.. Enumerable.Range(0, 12).Select(_ =>
        {
            Cv2.Randn(noise, Scalar.All(0), Scalar.All(1.5));
            Cv2.Add(tray, noise, noisy, dtype: MatType.CV_8U);
            return noisy.ImEncode(".jpg");
        })];
    }

    private static Func<int, byte[]?> Spoil(string fault, bool laid = true)
    {
        var pictures = laid ? Pictures.Value.Laid : Pictures.Value.Empty;
        using var tray = Cv2.ImDecode(pictures[0], ImreadModes.Color);
        using var spoilt = new Mat();
        switch (fault)
        {
            case "unplugged":
                return _ => null;
            case "frozen":
                return _ => pictures[0];
            case "black":
                tray.ConvertTo(spoilt, -1, 0.02);
                break;
            case "overexposed":
                tray.ConvertTo(spoilt, -1, 2.5);
                break;
            case "covered":
                Cv2.Blur(tray, spoilt, new Size(401, 301));
                break;
            case "wrongResolution":
                Cv2.Resize(tray, spoilt, new Size(320, 240));
                break;
            default:
                using (var transform = Mat.FromPixelData(2, 3, MatType.CV_64FC1, new[] { 1.0, 0, 40, 0, 1, 20 }))
                    Cv2.WarpAffine(tray, spoilt, transform, tray.Size(), InterpolationFlags.Linear, BorderTypes.Reflect101);
                break;
        }
        var sent = Noisy(spoilt);
        return number => Live(sent, number);
    }

    private Task<RunningKiosk> StartAsync(NetworkCamera camera)
    {
        var (model, gallery) = (TinyShop.Model(_folder.File("tiny")), TinyShop.Gallery(_folder.File("two.gallery")));
        return RunningKiosk.StartAsync(
            _folder.File("data"), $"Model={model}", $"Gallery={gallery}", $"Camera=http://127.0.0.1:{camera.Port}/stream");
    }
}
