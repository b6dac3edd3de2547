using System.Net;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Tests.Core;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Whatever is missing or damaged, the kiosk lives, and health and page say why nothing can be sold.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_camera_is_told_by_health_and_page()
    {
        await using var kiosk = await RunningKiosk.StartAsync(Data, $"Model={TinyModel()}", $"Gallery={GalleryOfTwo()}", "Camera=/dev/nowhere/video.avi");

        var (_, reason) = await kiosk.HealthOfAsync("camera", "unhealthy");

        Assert.Contains("/dev/nowhere/video.avi", reason);
        Assert.Equal(("healthy", HttpStatusCode.OK), ((await kiosk.HealthOfAsync("gallery", "healthy")).Status, await kiosk.StatusAsync("/health/live")));
        await AssertTellsAsync(kiosk, reason);
    }

    [Fact]
    public async Task An_empty_folder_in_place_of_a_camera_is_told_by_health_and_page()
    {
        var empty = Directory.CreateDirectory(_folder.File("no-pictures")).FullName;
        await using var kiosk = await RunningKiosk.StartAsync(Data, $"Model={TinyModel()}", $"Gallery={GalleryOfTwo()}", $"Camera={empty}");

        var (_, reason) = await kiosk.HealthOfAsync("camera", "unhealthy");

        Assert.Contains(empty, reason);
        await AssertTellsAsync(kiosk, reason);
    }

    [Fact]
    public async Task A_text_that_names_no_camera_is_told_by_health_and_page()
    {
        await using var kiosk = await RunningKiosk.StartAsync(Data, $"Model={TinyModel()}", $"Gallery={GalleryOfTwo()}", "Camera=ftp://camera/1");

        var (_, reason) = await kiosk.HealthOfAsync("camera", "unhealthy");

        Assert.Contains("ftp://camera/1", reason);
        await AssertTellsAsync(kiosk, reason);
    }

    [Fact]
    public async Task A_corrupt_model_is_told_and_taken_up_by_itself_once_it_is_replaced()
    {
        var (model, gallery) = (TinyModel(), GalleryOfTwo());
        var encoder = Path.Combine(model, ModelPackage.EncoderFile);
        var whole = await File.ReadAllBytesAsync(encoder, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(encoder, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
        await using var kiosk = await RunningKiosk.StartAsync(Data, $"Model={model}", $"Gallery={gallery}", $"Camera={OnePicture()}");

        var (_, reason) = await kiosk.HealthOfAsync("encoder", "unhealthy");
        Assert.Contains(encoder, reason);
        await AssertTellsAsync(kiosk, reason);

        await File.WriteAllBytesAsync(encoder, whole, TestContext.Current.CancellationToken);
        await kiosk.HealthOfAsync("encoder", "healthy");
        await kiosk.HealthOfAsync("gallery", "healthy");
    }

    [Fact]
    public async Task A_missing_model_is_told_by_health_and_page()
    {
        await using var kiosk = await RunningKiosk.StartAsync(Data, $"Model={_folder.File("no-model")}", $"Camera={OnePicture()}");

        var (_, reason) = await kiosk.HealthOfAsync("encoder", "unhealthy");

        Assert.Contains("no-model", reason);
        await AssertTellsAsync(kiosk, reason);
    }

    [Fact]
    public async Task A_corrupt_gallery_file_is_not_imported_and_told_by_health_and_page()
    {
        var gallery = GalleryOfTwo();
        var bytes = await File.ReadAllBytesAsync(gallery, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(gallery, bytes, TestContext.Current.CancellationToken);
        await using var kiosk = await RunningKiosk.StartAsync(Data, $"Model={TinyModel()}", $"Gallery={gallery}", $"Camera={OnePicture()}");

        var (_, reason) = await kiosk.HealthOfAsync("gallery", "unhealthy");

        Assert.Contains(gallery, reason);
        await AssertTellsAsync(kiosk, reason);
    }

    [Fact]
    public async Task A_gallery_of_another_encoder_is_not_imported_and_told_by_health_and_page()
    {
        var foreign = _folder.File("foreign.gallery");
        GalleryFile.Write(foreign, Samples.RandomGallery(3));
        await using var kiosk = await RunningKiosk.StartAsync(Data, $"Model={TinyModel()}", $"Gallery={foreign}", $"Camera={OnePicture()}");

        var (_, reason) = await kiosk.HealthOfAsync("gallery", "unhealthy");

        Assert.Contains(Samples.Encoder.Short, reason);
        await AssertTellsAsync(kiosk, reason);
    }

    [Fact]
    public async Task A_damaged_own_gallery_is_set_aside_and_imported_anew()
    {
        string[] settings = [$"Model={TinyModel()}", $"Gallery={GalleryOfTwo()}", $"Camera={OnePicture()}"];
        await using (var first = await RunningKiosk.StartAsync(Data, settings))
            await first.HealthOfAsync("gallery", "healthy");
        var own = Assert.Single(Directory.GetFiles(Data, "gallery-*.db"));
        await File.WriteAllBytesAsync(own, [.. "not a gallery"u8], TestContext.Current.CancellationToken);

        await using var kiosk = await RunningKiosk.StartAsync(Data, settings);
        var (_, reason) = await kiosk.HealthOfAsync("gallery", "degraded");

        Assert.Contains("2 products", reason);
        Assert.Contains(Assert.Single(Directory.GetFiles(Data, "gallery-*.db.damaged-*")), reason);
        await kiosk.HealthOfAsync("camera", "healthy");
        Assert.Equal(HttpStatusCode.OK, await kiosk.StatusAsync("/health/ready"));
    }

    [Fact]
    public async Task Damaged_baskets_are_set_aside_and_the_kiosk_sells_on()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllBytesAsync(Path.Combine(Data, "baskets.db"), [.. "not a basket"u8], TestContext.Current.CancellationToken);
        await using var kiosk = await RunningKiosk.StartAsync(Data, $"Model={TinyModel()}", $"Gallery={GalleryOfTwo()}", $"Camera={OnePicture()}");

        var (_, reason) = await kiosk.HealthOfAsync("basket", "degraded");

        Assert.Contains("baskets.db.damaged-", reason);
        await kiosk.HealthOfAsync("gallery", "healthy");
        await kiosk.HealthOfAsync("camera", "healthy");
        Assert.Equal(HttpStatusCode.OK, await kiosk.StatusAsync("/health/ready"));
    }

    private static async Task AssertTellsAsync(RunningKiosk kiosk, string reason)
    {
        Assert.DoesNotContain('\n', reason);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await kiosk.StatusAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await kiosk.StatusAsync("/health/live"));
        var page = WebUtility.HtmlDecode(await kiosk.Client.GetStringAsync("/", TestContext.Current.CancellationToken));
        Assert.Contains(reason, page);
    }

    private string TinyModel() => TinyShop.Model(_folder.File("tiny"));

    private string GalleryOfTwo() => TinyShop.Gallery(_folder.File("two.gallery"));

    private string OnePicture()
    {
        var folder = Directory.CreateDirectory(_folder.File("pictures")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "tray.png"), new TrayScene([], seed: 1, 640, 360).RenderEmpty().EncodePng());
        return folder;
    }
}
