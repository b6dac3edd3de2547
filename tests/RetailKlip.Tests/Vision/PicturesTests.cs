using System.Buffers.Binary;
using OpenCvSharp;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class PicturesTests
{
    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".bmp")]
    public void A_written_picture_is_read_again_in_bgr(string extension)
    {
        using var folder = new TemporaryFolder();
        using var written = new Mat(60, 90, MatType.CV_8UC3, new Scalar(200, 100, 20));
        var path = folder.File("picture" + extension);
        Cv2.ImWrite(path, written);

        using var read = Pictures.Read(path);

        Assert.Equal((90, 60, MatType.CV_8UC3), (read.Width, read.Height, read.Type()));
        var pixel = read.At<Vec3b>(30, 45);
        Assert.InRange(pixel.Item0, 190, 210);
        Assert.InRange(pixel.Item1, 90, 110);
        Assert.InRange(pixel.Item2, 10, 30);
    }

    [Fact]
    public void Grey_and_transparent_pictures_become_bgr()
    {
        using var folder = new TemporaryFolder();
        foreach (var type in new[] { MatType.CV_8UC1, MatType.CV_8UC4, MatType.CV_16UC3 })
        {
            using var written = new Mat(8, 8, type, Scalar.All(90));
            Cv2.ImWrite(folder.File("odd.png"), written);

            using var read = Pictures.Read(folder.File("odd.png"));

            Assert.Equal(MatType.CV_8UC3, read.Type());
        }
    }

    [Fact]
    public void Sixty_thousand_by_forty_thousand_pixels_are_refused_by_the_header_alone()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in new[] { ("huge.png", HugePng()), ("huge.jpg", HugeJpeg()), ("huge.bmp", HugeBmp()),
            ("huge.webp", HugeWebP()) })
        {
            File.WriteAllBytes(folder.File(name), bytes);
            var before = Environment.WorkingSet;

            var error = Assert.Throws<PictureException>(() => Pictures.Read(folder.File(name)));

            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.Contains("px; pictures up to 100 megapixels", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
            Assert.InRange(Environment.WorkingSet - before, long.MinValue, 512L << 20);
        }
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    public void A_truncated_picture_is_refused_wherever_it_was_cut(string extension)
    {
        using var folder = new TemporaryFolder();
        using var written = new Mat(40, 40, MatType.CV_8UC3);
        Cv2.Randu(written, 0, 255);
        Cv2.ImEncode(extension, written, out var whole);
        for (var length = 0; length < whole.Length - 2; length += 1 + whole.Length / 60)
        {
            var error = Assert.Throws<PictureException>(() => Pictures.Decode(whole.AsSpan(0, length), "cut" + extension));
            Assert.Contains("cut" + extension, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_no_picture_is_refused_with_its_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("broken.jpg"), "not a picture");
        File.WriteAllBytes(folder.File("empty.png"), []);

        foreach (var (name, reason) in new[] { ("broken.jpg", "is not a JPEG"), ("empty.png", "is empty"),
            ("missing.jpg", "cannot be read") })
        {
            var error = Assert.Throws<PictureException>(() => Pictures.Read(folder.File(name)));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
        Assert.Throws<PictureException>(() => Pictures.Read(folder.Path));
    }

    [Fact]
    public void Random_damage_never_crashes_nor_passes_another_exception()
    {
        using var written = new Mat(40, 40, MatType.CV_8UC3);
        Cv2.Randu(written, 0, 255);
        var random = new Random(7);
        foreach (var extension in new[] { ".png", ".jpg", ".webp", ".bmp" })
        {
            Cv2.ImEncode(extension, written, out var whole);
            for (var round = 0; round < 200; round++)
            {
                var damaged = whole.ToArray();
                for (var i = 0; i < 4; i++)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                try
                {
                    using var read = Pictures.Decode(damaged, "damaged");
                    Assert.Equal(MatType.CV_8UC3, read.Type());
                }
                catch (PictureException error)
                {
                    Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    // A whole chunk of header, an empty one of data, and an end: all that a decoder needs to begin to allocate.
    private static byte[] HugePng()
    {
        var bytes = new byte[57];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]).CopyTo(bytes);
        "IHDR"u8.CopyTo(bytes.AsSpan(12));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), 60_000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), 40_000);
        (bytes[24], bytes[25]) = (8, 2);
        "IDAT"u8.CopyTo(bytes.AsSpan(37));
        "IEND"u8.CopyTo(bytes.AsSpan(49));
        return bytes;
    }

    private static byte[] HugeJpeg() =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 17, 8, 40_000 >> 8, 40_000 & 0xFF, 60_000 >> 8, 60_000 & 0xFF,
        3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9,
    ];

    private static byte[] HugeBmp()
    {
        var bytes = new byte[60];
        "BM"u8.CopyTo(bytes);
        bytes[10] = 54;
        bytes[14] = 40;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), 60_000);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), -40_000);
        return bytes;
    }

    // WebP knows 14 bits a side; its largest is over the limit too.
    private static byte[] HugeWebP()
    {
        var bytes = new byte[40];
        "RIFF"u8.CopyTo(bytes);
        bytes[4] = 32;
        "WEBPVP8L"u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(21), 0x0FFF_FFFF);
        return bytes;
    }
}
