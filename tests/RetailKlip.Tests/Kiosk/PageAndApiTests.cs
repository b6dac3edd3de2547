using System.Net;
using System.Text.Json;
using OpenCvSharp;
using RetailKlip.Scenes;

namespace RetailKlip.Tests.Kiosk;

/// <summary>What the kiosk serves on its address.</summary>
public sealed class PageAndApiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_tell_the_basket_the_tray_and_the_camera_at_once_and_as_they_change()
    {
        await using var kiosk = await StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        using var stream = await kiosk.Client.GetStreamAsync("/api/events", cancellation);
        using var lines = new StreamReader(stream);
        var (kinds, items, phases) = (new HashSet<string>(), 0, new HashSet<string>());

        while ((items == 0 || !phases.Contains("open")) && await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                kinds.Add(line[7..]);
            if (!line.StartsWith("data: {", StringComparison.Ordinal))
                continue;
            var data = JsonDocument.Parse(line[6..]).RootElement;
            if (data.TryGetProperty("items", out var seen))
                items = Math.Max(items, seen.GetArrayLength());
            else if (data.TryGetProperty("phase", out var phase))
                phases.Add(phase.GetString()!);
        }

        Assert.Superset(new HashSet<string> { "basket", "tray", "camera" }, kinds);
    }

    [Fact]
    public async Task The_live_picture_is_a_reduced_jpeg_and_a_stream_of_them()
    {
        await using var kiosk = await StartAsync("PreviewWidth=640");
        var cancellation = TestContext.Current.CancellationToken;
        await kiosk.HealthOfAsync("camera", "healthy");

        using var picture = Cv2.ImDecode(await kiosk.Client.GetByteArrayAsync("/api/preview.jpg", cancellation), ImreadModes.Color);
        using var response = await kiosk.Client.GetAsync("/api/preview.mjpeg", HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation), System.Text.Encoding.Latin1);
        var parts = 0;
        while (parts < 3 && await stream.ReadLineAsync(cancellation) is { } line)
            parts += line == "--frame" ? 1 : 0;

        Assert.Equal((640, 360), (picture.Width, picture.Height));
        Assert.Equal("multipart/x-mixed-replace; boundary=frame", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(3, parts);
    }

    [Fact]
    public async Task Nobody_watching_costs_no_pictures()
    {
        await using var kiosk = await StartAsync();
        await kiosk.HealthOfAsync("camera", "healthy");
        await kiosk.UntilAsync("/api/basket", basket => basket.GetProperty("phase").GetString() == "open");

        var metrics = await kiosk.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.DoesNotContain(metrics.Split('\n'), line => line.StartsWith("kiosk_previews_total ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_loads_only_its_own_files_and_says_so_to_the_browser()
    {
        await using var kiosk = await StartAsync();
        using var response = await kiosk.Client.GetAsync("/", TestContext.Current.CancellationToken);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org", "", StringComparison.Ordinal));
        Assert.DoesNotContain("https://", page);
        Assert.Contains("<html lang=\"en\"", page);
    }

    [Theory]
    [InlineData("/css/kiosk.css")]
    [InlineData("/js/kiosk.js")]
    [InlineData("/js/live-tray.js")]
    [InlineData("/js/page-dialog.js")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2")]
    public async Task The_page_s_files_are_served_from_any_working_directory(string path)
    {
        using var kiosk = await KioskProcess.StartAsync(_folder.File("data"), $"Model={_folder.File("none")}", "Camera=/dev/nowhere/video.avi");

        using var response = await kiosk.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True((await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length > 100);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var kiosk = await StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, await kiosk.StatusAsync("/api/products/no-such-sku/thumbnail"));
        Assert.Equal(HttpStatusCode.NotFound, await kiosk.StatusAsync($"/api/tray/items/{Guid.NewGuid()}.jpg"));
        Assert.Equal(HttpStatusCode.NotFound, await kiosk.StatusAsync("/attendant"));
    }

    private async Task<RunningKiosk> StartAsync(params string[] settings)
    {
        var (model, gallery) = (TinyShop.Model(_folder.File("tiny")), TinyShop.Gallery(_folder.File("two.gallery")));
        var video = _folder.File("tray.avi");
        Recording.WriteScene(video, TrayScene.Random(DemoCatalogue.Products, 3, seed: 5));
        return await RunningKiosk.StartAsync(_folder.File("data"), [$"Model={model}", $"Gallery={gallery}", $"Camera={video}", .. settings]);
    }
}
