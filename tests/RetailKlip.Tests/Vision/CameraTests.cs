using OpenCvSharp;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class CameraTests : IDisposable
{
    private static readonly CameraOptions Fast = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(20),
        MaxRetryDelay = TimeSpan.FromMilliseconds(50),
    };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0", CameraSourceKind.Device)]
    [InlineData("12", CameraSourceKind.Device)]
    [InlineData("rtsp://user:secret@camera:8554/tray", CameraSourceKind.Stream)]
    [InlineData("https://camera/stream", CameraSourceKind.Stream)]
    [InlineData("checkout.mp4", CameraSourceKind.Video)]
    [InlineData("apple.JPG", CameraSourceKind.Pictures)]
    [InlineData("/", CameraSourceKind.Pictures)]
    public void A_source_is_told_by_its_text(string text, CameraSourceKind kind)
    {
        var source = CameraSource.Parse(text);

        Assert.Equal(kind, source.Kind);
        Assert.DoesNotContain("secret", source.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("ftp://camera/stream")]
    [InlineData("rtsp://")]
    [InlineData("file:///etc/hosts")]
    public void What_is_no_source_is_refused(string text) => Assert.Throws<CameraException>(() => CameraSource.Parse(text));

    [Fact]
    public async Task A_folder_gives_each_picture_once_by_name()
    {
        foreach (var shade in new[] { 30, 10, 20 })
            WritePicture($"{shade}.png", shade);
        File.WriteAllText(_folder.File("notes.txt"), "no picture");

        Assert.Equal([10, 20, 30], await Shades(_folder.Path, CameraOptions.OneShot));
    }

    [Fact]
    public async Task A_single_picture_is_a_source_of_one_frame()
    {
        WritePicture("only.png", 77);

        Assert.Equal([77], await Shades(_folder.File("only.png"), CameraOptions.OneShot));
    }

    [Fact]
    public async Task A_video_gives_every_frame_in_order_at_its_own_times()
    {
        var path = WriteVideo("tray.avi", frames: 12, framesPerSecond: 10);
        await using var camera = Camera.Open(CameraSource.Parse(path), CameraOptions.OneShot);
        var times = new List<DateTimeOffset>();
        var sequences = new List<long>();
        var shades = new List<int>();

        await foreach (var frame in camera.FramesAsync(Cancellation))
            using (frame)
            {
                times.Add(frame.CapturedAt);
                sequences.Add(frame.Sequence);
                shades.Add(frame.Image.At<Vec3b>(20, 20).Item0);
            }

        Assert.Equal(Enumerable.Range(0, 12).Select(i => (long)i), sequences);
        Assert.All(Enumerable.Range(0, 12), i => Assert.InRange(shades[i], 20 * i - 6, 20 * i + 6));
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(0.1, (pair.Second - pair.First).TotalSeconds, 0.001));
        Assert.Equal((CameraState.Completed, 12, 0), (camera.Status.State, camera.Status.FramesRead, camera.Status.FramesReplaced));
    }

    [Fact]
    public async Task Drawn_pictures_may_share_one_buffer_and_all_are_disposed()
    {
        var buffer = new byte[3 * 40 * 30];
        var drawn = new List<Mat>();
        await using var camera = Camera.Open(CameraSource.FromPictures("drawn", Draw()), CameraOptions.OneShot);
        var shades = new List<int>();

        await foreach (var frame in camera.FramesAsync(Cancellation))
            using (frame)
                shades.Add(frame.Image.At<Vec3b>(5, 5).Item1);

        Assert.Equal(Enumerable.Range(0, 20), shades);
        Assert.All(drawn, picture => Assert.True(picture.IsDisposed));

        IEnumerable<Mat> Draw()
        {
            for (var shade = 0; shade < 20; shade++)
            {
                Array.Fill(buffer, (byte)shade);
                drawn.Add(Mat.FromPixelData(30, 40, MatType.CV_8UC3, buffer));
                yield return drawn[^1];
            }
        }
    }

    [Fact]
    public async Task A_slow_consumer_gets_the_newest_frame_and_the_replaced_ones_are_counted()
    {
        using var drawn = new SemaphoreSlim(0);
        await using var camera = Camera.Open(
            CameraSource.FromPictures("drawn", Draw()), new CameraOptions { FramesPerSecond = 500, Retry = false });
        Assert.True(await drawn.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));

        using var frame = await camera.NextAsync(Cancellation);

        Assert.NotNull(frame);
        // The last one drawn when the signal came was the hundredth; it may still have been on its way.
        Assert.InRange(frame.Sequence, 98, 99);
        Assert.InRange(camera.Status.FramesReplaced, 98, 99);
        Assert.Null(await camera.NextAsync(Cancellation));

        IEnumerable<Mat> Draw()
        {
            for (var shade = 0; shade < 100; shade++)
                yield return new Mat(30, 40, MatType.CV_8UC3, Scalar.All(shade));
            drawn.Release();
        }
    }

    [Fact]
    public async Task A_looped_recording_begins_anew_with_rising_times()
    {
        WritePicture("a.png", 1);
        WritePicture("b.png", 2);
        await using var camera = Camera.Open(CameraSource.Parse(_folder.Path), CameraOptions.OneShot with { Loop = true });
        var shades = new List<int>();
        var last = DateTimeOffset.MinValue;
        await foreach (var frame in camera.FramesAsync(Cancellation))
            using (frame)
            {
                Assert.True(frame.CapturedAt > last);
                last = frame.CapturedAt;
                shades.Add(frame.Image.At<Vec3b>(5, 5).Item0);
                if (shades.Count == 7)
                    break;
            }

        Assert.Equal([1, 2, 1, 2, 1, 2, 1], shades);
    }

    [Theory]
    [InlineData("97", "camera 97", "plug it in")]
    [InlineData("missing.mp4", "missing.mp4", "does not exist")]
    [InlineData("missing.jpg", "missing.jpg", "does not exist")]
    [InlineData("rtsp://127.0.0.1:9/tray", "rtsp://127.0.0.1:9/tray", "cannot be opened")]
    public async Task A_missing_source_is_one_line_for_a_command(string text, string name, string remedy)
    {
        await using var camera = Camera.Open(CameraSource.Parse(text), CameraOptions.OneShot);

        var error = await Assert.ThrowsAsync<CameraException>(async () => await camera.NextAsync(Cancellation));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal((CameraState.Failed, error.Message), (camera.Status.State, camera.Status.Reason));
    }

    [Fact]
    public async Task An_empty_folder_a_bad_picture_and_a_bad_video_are_one_line_for_a_command()
    {
        Directory.CreateDirectory(_folder.File("empty"));
        Directory.CreateDirectory(_folder.File("bad"));
        File.WriteAllText(_folder.File("bad/broken.jpg"), "no picture");
        File.WriteAllText(_folder.File("broken.mp4"), "no video");
        foreach (var (source, name, reason) in new[] { ("empty", "empty", "no pictures"), ("bad", "broken.jpg", "not a JPEG"),
            ("broken.mp4", "broken.mp4", "not a video") })
        {
            await using var camera = Camera.Open(CameraSource.Parse(_folder.File(source)), CameraOptions.OneShot);
            var error = await Assert.ThrowsAsync<CameraException>(async () => await camera.NextAsync(Cancellation));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public async Task A_missing_source_degrades_a_living_camera_until_it_is_there()
    {
        var path = _folder.File("later.avi");
        await using var camera = Camera.Open(CameraSource.Parse(path), Fast with { Loop = true });
        await Until(() => camera.Status is { State: CameraState.Degraded, Reopenings: > 2 });
        Assert.Contains("later.avi", camera.Status.Reason, StringComparison.Ordinal);

        File.Move(WriteVideo("written.avi", frames: 5, framesPerSecond: 30), path);

        using (var frame = await camera.NextAsync(Cancellation))
            Assert.NotNull(frame);
        Assert.Equal((CameraState.Live, ""), (camera.Status.State, camera.Status.Reason));
    }

    [Fact]
    public async Task A_source_that_is_taken_away_degrades_the_camera_and_comes_back_by_itself()
    {
        var path = WriteVideo("cable.avi", frames: 5, framesPerSecond: 60);
        await using var camera = Camera.Open(CameraSource.Parse(path), Fast with { Loop = true });
        (await camera.NextAsync(Cancellation))!.Dispose();

        File.Move(path, _folder.File("unplugged.avi"));
        await Until(() => camera.Status.State == CameraState.Degraded);
        File.Move(_folder.File("unplugged.avi"), path);
        await Until(() => camera.Status.State == CameraState.Live);

        Assert.True(camera.Status.Reopenings >= 1);
    }

    [Fact]
    public async Task A_source_that_hangs_is_given_up_and_opened_again()
    {
        using var unblock = new ManualResetEventSlim();
        var openings = 0;
        await using (var camera = Camera.Open(CameraSource.FromPictures("hanging", Draw()),
            Fast with { FramesPerSecond = 100, ReadTimeout = TimeSpan.FromMilliseconds(300), OpenTimeout = TimeSpan.FromSeconds(20) }))
        {
            await Until(() => camera.Status.State == CameraState.Degraded);
            Assert.Contains("silent", camera.Status.Reason, StringComparison.Ordinal);
            await Until(() => camera.Status is { State: CameraState.Live, FramesRead: > 10 });
        }
        unblock.Set();

        IEnumerable<Mat> Draw()
        {
            var first = Interlocked.Increment(ref openings) == 1;
            for (var i = 0; ; i++)
            {
                if (first && i == 3)
                    unblock.Wait();
                yield return new Mat(30, 40, MatType.CV_8UC3, Scalar.All(i % 200));
            }
        }
    }

    [Fact]
    public async Task A_living_camera_passes_over_a_bad_picture_of_a_folder()
    {
        WritePicture("1.png", 1);
        File.WriteAllText(_folder.File("2.png"), "no picture");
        WritePicture("3.png", 3);

        Assert.Equal([1, 3], await Shades(_folder.Path, new CameraOptions { Pace = CameraPace.AsConsumed }));
    }

    [Fact]
    public async Task Frames_go_round_in_the_same_memory()
    {
        var path = WriteVideo("long.avi", frames: 60, framesPerSecond: 30);
        await using var camera = Camera.Open(CameraSource.Parse(path), CameraOptions.OneShot);
        var places = new HashSet<nint>();

        await foreach (var frame in camera.FramesAsync(Cancellation))
            using (frame)
                places.Add(frame.Image.Data);

        Assert.InRange(places.Count, 1, 6);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<List<int>> Shades(string source, CameraOptions options)
    {
        await using var camera = Camera.Open(CameraSource.Parse(source), options);
        var shades = new List<int>();
        await foreach (var frame in camera.FramesAsync(Cancellation))
            using (frame)
                shades.Add(frame.Image.At<Vec3b>(5, 5).Item0);
        return shades;
    }

    private static async Task Until(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(5, patience.Token);
    }

    private void WritePicture(string name, int shade)
    {
        using var picture = new Mat(30, 40, MatType.CV_8UC3, Scalar.All(shade));
        Cv2.ImWrite(_folder.File(name), picture);
    }

    private string WriteVideo(string name, int frames, double framesPerSecond)
    {
        var path = _folder.File(name);
        using var writer = new VideoWriter(path, FourCC.MJPG, framesPerSecond, new Size(64, 48));
        Assert.True(writer.IsOpened());
        for (var i = 0; i < frames; i++)
        {
            using var picture = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(20 * i % 240));
            writer.Write(picture);
        }
        return path;
    }
}
