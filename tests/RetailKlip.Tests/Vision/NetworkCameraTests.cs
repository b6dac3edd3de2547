using OpenCvSharp;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class NetworkCameraTests
{
    private static readonly CameraOptions Fast = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(20),
        MaxRetryDelay = TimeSpan.FromMilliseconds(50),
        OpenTimeout = TimeSpan.FromSeconds(60),
        ReadTimeout = TimeSpan.FromSeconds(60),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "kiosk:s3cret%3Aword@")]
    public async Task An_rtsp_camera_gives_its_pictures_also_behind_a_password(bool needsLogin, string login)
    {
        await using var served = NetworkCamera.Rtsp(needsLogin);

        await AssertRisingGreys($"rtsp://{login}127.0.0.1:{served.Port}/tray", TinyH264.Width, TinyH264.Height, tolerance: 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_http_camera_gives_its_jpegs(bool withLengths)
    {
        await using var served = NetworkCamera.Mjpeg(withLengths);

        await AssertRisingGreys($"http://127.0.0.1:{served.Port}/stream", 64, 48, tolerance: 3);
    }

    [Fact]
    public async Task A_network_camera_that_breaks_off_is_opened_again()
    {
        await using var served = NetworkCamera.Rtsp();
        await using var camera = Camera.Open(CameraSource.Parse($"rtsp://127.0.0.1:{served.Port}/tray"), Fast);
        (await camera.NextAsync(Cancellation))!.Dispose();

        served.Unplug();
        while (camera.Status.Reopenings == 0)
            await Task.Delay(5, Cancellation);
        var before = camera.Status.FramesRead;
        while (camera.Status.FramesRead < before + 3)
            (await camera.NextAsync(Cancellation))!.Dispose();

        Assert.True(served.Connections >= 2);
        Assert.Equal(CameraState.Live, camera.Status.State);
    }

    [Theory]
    [InlineData("rtsp://{0}/tray", "user and password")]
    [InlineData("rtsp://kiosk:wrong@{0}/tray", "user and password")]
    public async Task A_wrong_password_is_said_and_not_shown(string address, string reason)
    {
        await using var served = NetworkCamera.Rtsp(needsLogin: true);
        await using var camera = Camera.Open(
            CameraSource.Parse(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, $"127.0.0.1:{served.Port}")),
            CameraOptions.OneShot);

        var error = await Assert.ThrowsAsync<CameraException>(async () => await camera.NextAsync(Cancellation));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task What_speaks_another_protocol_is_refused_in_one_line()
    {
        await using var served = NetworkCamera.Mjpeg();
        await using var camera = Camera.Open(CameraSource.Parse($"rtsp://127.0.0.1:{served.Port}/tray"), CameraOptions.OneShot);

        var error = await Assert.ThrowsAsync<CameraException>(async () => await camera.NextAsync(Cancellation));

        Assert.Contains("does not speak RTSP", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_packet_costs_its_unit_and_nothing_else()
    {
        var output = new MemoryStream();
        var depacketiser = new RtpDepacketiser("H264", output);

        depacketiser.Write(Packet(1, 28, 0x80 | 5, 11));
        depacketiser.Write(Packet(3, 28, 0x40 | 5, 12));
        depacketiser.Write(Packet(4, 0x65, 13, 14));
        depacketiser.Write([0x80]);
        depacketiser.Write(Packet(6, 24, 0, 200, 1));

        Assert.Equal([0, 0, 0, 1, 5, 11, 0, 0, 0, 1, 0x65, 13, 14], output.ToArray());
    }

    [Fact]
    public void H265_fragments_and_aggregates_become_units()
    {
        var output = new MemoryStream();
        var depacketiser = new RtpDepacketiser("H265", output);

        depacketiser.Write(Packet(1, 48 << 1, 1, 0, 3, 0x40, 1, 7, 0, 3, 0x42, 1, 8));
        depacketiser.Write(Packet(2, 49 << 1, 1, 0x80 | 19, 21));
        depacketiser.Write(Packet(3, 49 << 1, 1, 0x40 | 19, 22));

        Assert.Equal([0, 0, 0, 1, 0x40, 1, 7, 0, 0, 0, 1, 0x42, 1, 8, 0, 0, 0, 1, 19 << 1, 1, 21, 22], output.ToArray());
    }

    private static byte[] Packet(byte sequence, params byte[] payload) => [0x80, 96, 0, sequence, 0, 0, 0, 0, 0, 0, 0, 0, .. payload];

    private static async Task AssertRisingGreys(string address, int width, int height, int tolerance)
    {
        await using var camera = Camera.Open(CameraSource.Parse(address), Fast with { Retry = false });
        var last = -1;
        for (var i = 0; i < 5; i++)
        {
            using var frame = await camera.NextAsync(Cancellation);
            Assert.NotNull(frame);
            Assert.Equal((width, height), (frame.Image.Width, frame.Image.Height));
            var pixel = frame.Image.At<Vec3b>(20, 20);
            var grey = Math.Max(pixel.Item0, Math.Max(pixel.Item1, pixel.Item2));
            Assert.InRange(grey - Math.Min(pixel.Item0, Math.Min(pixel.Item1, pixel.Item2)), 0, tolerance);
            Assert.True(grey > last || last > 180, $"{grey} after {last}");
            last = grey;
        }
        Assert.DoesNotContain("s3cret", camera.Status.ToString(), StringComparison.Ordinal);
    }
}
