using System.Diagnostics;
using OpenCvSharp;
using RetailKlip.Scenes;
using RetailKlip.Tests.Solution;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class BarcodeReaderTests : IDisposable
{
    private readonly BarcodeReader _reader = new();

    public static TheoryData<BarcodeSymbology, string, string> Codes => new()
    {
        { BarcodeSymbology.Ean13, "4006381333931", "04006381333931" },
        { BarcodeSymbology.Ean13, "9780201379624", "09780201379624" },
        { BarcodeSymbology.UpcA, "036000291452", "00036000291452" },
        { BarcodeSymbology.Ean8, "73513537", "00000073513537" },
        { BarcodeSymbology.UpcE, "01234565", "00012345000065" },
        { BarcodeSymbology.UpcE, "11234562", "00112345000062" },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_symbology_is_read_at_every_angle_small_and_blurred(BarcodeSymbology symbology, string text, string gtin)
    {
        for (var degrees = 0; degrees < 360; degrees += 17)
            foreach (var (module, blur) in new[] { (1.6, 0.0), (2.4, 0.5) })
            {
                using var photo = DrawnBarcodes.Photo(Modules(symbology, text), degrees, module, blur, seed: degrees);

                var codes = _reader.Read(photo);

                Assert.True(codes.Count == 1, $"{codes.Count} codes at {degrees}°, {module} pixels a module, blur {blur}");
                Assert.Equal((symbology, text, gtin), (codes[0].Symbology, codes[0].Text, codes[0].Gtin.Digits14));
                Assert.True(codes[0].Lines >= _reader.Options.Agreement);
            }
    }

    [Fact]
    public void The_box_lies_around_the_bars()
    {
        using var page = DrawnBarcodes.Page(640, 480);
        DrawnBarcodes.Paint(page, DrawnBarcodes.Ean13("4006381333931"), new Point(200, 150), module: 2, height: 80);

        var box = Assert.Single(_reader.Read(page)).Box;

        Assert.True(box.Overlap(new(200, 150, 190, 80)) > 0.85, box.ToString());
    }

    [Fact]
    public void Several_codes_of_one_picture_are_read_also_twice_the_same()
    {
        using var page = DrawnBarcodes.Page(800, 600);
        DrawnBarcodes.Paint(page, DrawnBarcodes.Ean13("4006381333931"), new Point(60, 40), module: 2, height: 70);
        DrawnBarcodes.Paint(page, DrawnBarcodes.Ean13("4006381333931"), new Point(450, 60), module: 2, height: 70);
        DrawnBarcodes.Paint(page, DrawnBarcodes.Ean8("73513537"), new Point(80, 300), module: 2, height: 60);
        DrawnBarcodes.Paint(page, DrawnBarcodes.UpcA("036000291452"), new Point(420, 380), module: 3, height: 90);

        Assert.Equal(["4006381333931", "4006381333931", "73513537", "036000291452"], _reader.Read(page).Select(code => code.Text));
    }

    [Fact]
    public void A_code_with_a_wrong_check_digit_or_without_quiet_zones_is_not_read()
    {
        using var page = DrawnBarcodes.Page(500, 500);
        DrawnBarcodes.Paint(page, DrawnBarcodes.Ean13("4006381333932"), new Point(100, 50), module: 2, height: 80);
        DrawnBarcodes.Paint(page, "1010" + DrawnBarcodes.Ean8("73513537") + "0101", new Point(100, 250), module: 2, height: 80);

        Assert.Empty(_reader.Read(page));
    }

    [Fact]
    public void Noise_and_pictures_of_other_things_hold_no_code()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            using var noise = Drawings.Noise(320, 240, seed);
            Assert.Empty(_reader.Read(noise));
            // Bars at random, as many as a code has.
            using var page = DrawnBarcodes.Page(400, 200);
            var random = new Random(seed);
            var inside = string.Concat(Enumerable.Range(0, 89).Select(_ => random.Next(2)));
            DrawnBarcodes.Paint(page, $"101{inside}101", new Point(100, 50), module: 2, height: 100);
            Assert.Empty(_reader.Read(page));
        }
    }

    [Fact]
    public void Fruit_holds_no_code()
    {
        var fruit = Directory.EnumerateFiles(Path.Combine(Shared.Folder("data/grocery-store"), "dataset", "test", "Fruit"), "*.jpg",
            SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 60 == 0).ToList();

        Assert.NotEmpty(fruit);
        foreach (var path in fruit)
        {
            using var picture = Pictures.Read(path);
            Assert.Empty(_reader.Read(picture));
        }
    }

    [Fact]
    public void Items_drawn_back_up_under_a_sharp_camera_are_read_and_none_wrongly()
    {
        var boxes = DemoCatalogue.Products
            .Where(product => product.Packaging.Shape == PackagingShape.Box && product.Artwork.Ean != "").ToList();
        int right = 0, shown = 0;
        for (var seed = 0; seed < 3; seed++)
        {
            var random = new Random(seed);
            PlacedItem[] items = [.. Enumerable.Range(0, 2).Select(i =>
                new PlacedItem(boxes[random.Next(boxes.Count)], new Pose(PoseSide.Back, 0, random.Next(360), -150 + 300 * i, 0)))];
            var drawn = new TrayScene(items, seed, 3840, 2160).Render();
            using var picture = Mat.FromPixelData(drawn.Height, drawn.Width, MatType.CV_8UC3, drawn.Bgr);

            var read = _reader.Read(picture).Select(code => code.Text).ToList();

            Assert.Subset(items.Select(item => item.Product.Artwork.Ean).ToHashSet(), read.ToHashSet());
            (right, shown) = (right + read.Count, shown + items.Length);
        }
        Assert.True(right >= shown - 1, $"{right} of {shown}");
    }

    /// <summary>Real photos, both readers in one run: zbarimg as Debian has it, with all its symbologies.</summary>
    [Fact]
    public async Task At_least_as_many_photos_are_read_as_by_zbarimg_and_none_wrongly()
    {
        var photos = Directory.EnumerateFiles(Shared.Folder("data/barcodes"), "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).ToList();
        if (!File.Exists("/usr/bin/zbarimg"))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "zbarimg is missing: apt-get install zbar-tools.");
            Assert.Skip("zbarimg is missing: apt-get install zbar-tools.");
        }
        int ours = 0, zbar = 0;
        var wrong = new List<string>();
        foreach (var path in photos)
        {
            var truth = (await File.ReadAllTextAsync(Path.ChangeExtension(path, ".txt"), TestContext.Current.CancellationToken)).Trim();
            using var photo = Pictures.Read(path);
            var read = _reader.Read(photo);
            ours += read.Any(code => code.Text == truth) ? 1 : 0;
            wrong.AddRange(read.Where(code => code.Text != truth).Select(code => $"{path}: {code.Text}, not {truth}"));
            var run = await ProgramRun.Of("/usr/bin/zbarimg", ["-q", "--raw", path], TestContext.Current.CancellationToken);
            // zbar writes a UPC-A as the EAN-13 that it is.
            zbar += run.Output.Split('\n').Any(text => text == truth || text == "0" + truth) ? 1 : 0;
        }

        TestContext.Current.SendDiagnosticMessage($"of {photos.Count} photos {ours} are read right, by zbarimg {zbar}");
        Assert.Empty(wrong);
        Assert.True(zbar > 50, $"zbarimg read only {zbar} of {photos.Count}");
        Assert.True(ours >= zbar, $"{ours} of {photos.Count}, zbarimg {zbar}");
    }

    [Fact]
    public void Patience_bounds_the_time_of_a_frame_that_is_full_of_bars()
    {
        using var page = DrawnBarcodes.Page(1280, 720);
        for (var x = 0; x < 1200; x += 100)
            DrawnBarcodes.Paint(page, DrawnBarcodes.Ean8("73513536"), new Point(x, 20 + x / 2), module: 1, height: 90);
        using var patient = new BarcodeReader();
        using var hasty = new BarcodeReader(new BarcodeReaderOptions { Patience = TimeSpan.Zero });
        var times = new[] { patient, hasty }.Select(reader => Enumerable.Range(0, 6).Min(_ => Time(() => reader.Read(page)))).ToList();

        Assert.True(times[1] < times[0] / 2, $"{times[1]} without patience, {times[0]} with all of it");
    }

    [Fact]
    public void A_picture_of_another_kind_is_refused()
    {
        using var empty = new Mat();
        using var deep = new Mat(10, 10, MatType.CV_16UC1, Scalar.Black);

        Assert.Throws<ArgumentException>(() => _reader.Read(empty));
        Assert.Throws<ArgumentException>(() => _reader.Read(deep));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 900)]
    [InlineData(900, 1)]
    [InlineData(17, 17)]
    public void Tiny_and_narrow_pictures_hold_no_code(int width, int height)
    {
        using var noise = Drawings.Noise(width, height, 1);

        Assert.Empty(_reader.Read(noise));
    }

    public void Dispose() => _reader.Dispose();

    private static string Modules(BarcodeSymbology symbology, string text) => symbology switch
    {
        BarcodeSymbology.Ean13 => DrawnBarcodes.Ean13(text),
        BarcodeSymbology.UpcA => DrawnBarcodes.UpcA(text),
        BarcodeSymbology.Ean8 => DrawnBarcodes.Ean8(text),
        _ => DrawnBarcodes.UpcE(text),
    };

    private static TimeSpan Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started);
    }
}
