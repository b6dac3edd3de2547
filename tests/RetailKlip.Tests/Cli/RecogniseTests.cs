using System.Diagnostics;
using System.Text.Json;
using OpenCvSharp;
using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class RecogniseTests(Workshop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_of_photographs_is_named_picture_by_picture()
    {
        foreach (var (sku, colour) in Workshop.Colours)
            Workshop.Draw(_folder.File($"{sku}.png"), colour, seed: 7);

        var run = Recognise(_folder.Path).Succeeded();

        Assert.Equal(
            ["apple.png", "lime.png", "plum.png"], run.Lines.Select(line => Path.GetFileName(line.GetProperty("path").GetString())));
        Assert.Equal(["apple", "lime", "plum"], run.Lines.Select(line => line.GetProperty("product").GetString()));
        Assert.All(run.Lines, line => Assert.False(line.TryGetProperty("track", out _)));
    }

    [Fact]
    public void One_picture_is_one_item() =>
        Assert.Equal("plum", Recognise(Path.Combine(shop.Images, "plum", "2.png")).Object().GetProperty("product").GetString());

    [Fact]
    public void Items_put_on_a_filmed_tray_are_named_once_each_with_their_place()
    {
        Film(_folder.File("tray.avi"), ("lime", new Rect(60, 80, 110, 90)), ("plum", new Rect(330, 200, 120, 100)));

        var run = Recognise(_folder.File("tray.avi")).Succeeded();

        Assert.Equal(["lime", "plum"], run.Lines.Select(line => line.GetProperty("best").GetString()).Order());
        Assert.Equal(2, run.Lines.Select(line => line.GetProperty("track").GetString()).Distinct().Count());
        foreach (var line in run.Lines)
        {
            int[] box = [.. line.GetProperty("box").EnumerateArray().Select(value => value.GetInt32())];
            var left = line.GetProperty("best").GetString() == "lime" ? 60 : 330;
            Assert.InRange(box[0], left - 25, left + 5);
            Assert.True(line.GetProperty("frame").GetInt64() > 0);
        }
    }

    [Fact]
    public void Every_frame_of_a_film_is_one_item_where_that_is_asked()
    {
        Film(_folder.File("film.avi"), ("lime", new Rect(0, 0, 640, 360)));

        var run = Recognise(_folder.File("film.avi"), "--photos").Succeeded();

        Assert.Equal(Enumerable.Range(0, 45).Select(frame => (long)frame), run.Lines.Select(line => line.GetProperty("frame").GetInt64()));
        Assert.Equal("lime", run.Lines[^1].GetProperty("product").GetString());
    }

    [Fact]
    public void Missing_and_broken_sources_are_named()
    {
        Recognise(_folder.File("nowhere.avi")).Refused("nowhere.avi");
        Recognise(_folder.File("nowhere.png")).Refused("nowhere.png");
        Directory.CreateDirectory(_folder.File("empty"));
        Recognise(_folder.File("empty")).Refused("empty", "no picture");
        File.WriteAllText(_folder.File("broken.avi"), "not a film");
        Recognise(_folder.File("broken.avi")).Refused("broken.avi");
        Recognise(Workshop.DrawGiant(_folder.File("giant.png"))).Refused("giant.png", "60000×40000");
        Recognise("ftp://example.org/film").Refused("ftp://example.org/film");
    }

    [Fact]
    public async Task Ctrl_C_ends_it_cleanly_in_the_middle()
    {
        const int Frames = 3000;
        using (var film = new VideoWriter(_folder.File("long.avi"), FourCC.MJPG, 15, new Size(64, 48)))
        using (var picture = new Mat(48, 64, MatType.CV_8UC3, Workshop.Colours["apple"]))
            for (var frame = 0; frame < Frames; frame++)
                film.Write(picture);
        using var process = Klip.Start(
            new Dictionary<string, string>(),
            "recognise", "--model", shop.Model, "--gallery", shop.Gallery, "--photos", _folder.File("long.avi"));
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        // Nobody reads on, so that the pipe fills long before the film's end.
        var first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(first?.Contains("\"best\":\"apple\"", StringComparison.Ordinal), first ?? await error);
        using (var interrupt = Process.Start("/bin/sh", ["-c", $"kill -INT {process.Id}"]))
            await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        var rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", await error);
        Assert.Equal(0, process.ExitCode);
        Assert.EndsWith("}\n", $"{first}\n{rest}", StringComparison.Ordinal);
        Assert.InRange(rest.Split('\n').Length, 1, Frames - 100);
    }

    [Fact]
    public void Real_photographs_of_a_folder_are_named()
    {
        var dataset = Shared.Folder("data/grocery-store/dataset");
        var model = Path.Combine(Shared.Checkout, "models", "retailklip-s");
        string[] skus = ["Oatly-Natural-Oatghurt", "Arla-Standard-Milk", "Zucchini", "Pineapple"];
        foreach (var sku in skus)
        {
            CopyPictures(Path.Combine(dataset, "train"), sku, _folder.File($"shop/{sku}"));
            CopyPictures(Path.Combine(dataset, "test"), sku, _folder.File("queries"));
        }
        Klip.Run("gallery", "build", "--model", model, "--images", _folder.File("shop"), "--out", _folder.File("real.gallery")).Succeeded();

        var run = Klip.Run("recognise", "--model", model, "--gallery", _folder.File("real.gallery"), _folder.File("queries")).Succeeded();

        Assert.Equal(32, run.Lines.Count);
        Assert.InRange(run.Lines.Count(line => Shows(line, line.GetProperty("best").GetString()!)), 24, 32);
        Assert.InRange(run.Lines.Count(line => line.GetProperty("product").GetString() is { } named && !Shows(line, named)), 0, 3);

        static bool Shows(JsonElement line, string sku) =>
            Path.GetFileName(line.GetProperty("path").GetString())!.StartsWith(sku, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private KlipRun Recognise(params string[] source) => Klip.Run(
        ["recognise", "--model", shop.Model, "--gallery", shop.Gallery, .. source]);

    /// <summary>The first eight of a product's pictures.</summary>
    private static void CopyPictures(string dataset, string sku, string folder)
    {
        Directory.CreateDirectory(folder);
        var pictures = Directory.EnumerateFiles(dataset, $"{sku}_*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        foreach (var picture in pictures.Take(8))
            File.Copy(picture, Path.Combine(folder, Path.GetFileName(picture)));
    }

    /// <summary>Three seconds at 15 frames/s: an empty grey tray for one, the items on it for two.</summary>
    private static void Film(string path, params (string Sku, Rect Place)[] items)
    {
        using var film = new VideoWriter(path, FourCC.MJPG, 15, new Size(640, 360));
        for (var frame = 0; frame < 45; frame++)
        {
            using var picture = new Mat(360, 640, MatType.CV_8UC3, new Scalar(120, 120, 120));
            foreach (var (sku, place) in items)
                if (frame >= 15)
                    picture.Rectangle(place, Workshop.Colours[sku], -1);
            film.Write(picture);
        }
    }
}
