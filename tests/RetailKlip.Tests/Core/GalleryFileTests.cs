using System.Diagnostics;
using System.Security.Cryptography;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class GalleryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Gallery _gallery = Samples.RandomGallery(3, products: 6, images: 4, dimension: 32);
    private readonly string _file;
    private readonly string _digest;

    public GalleryFileTests()
    {
        _file = _folder.File("some gallery's #1.gallery");
        _digest = _file + ".sha256";
        GalleryFile.Write(_file, _gallery);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_file_is_read_whole_and_stays_as_it_is()
    {
        var before = File.ReadAllBytes(_file);
        GalleryFile.Verify(_file);
        var loaded = GalleryFile.Load(_file, Samples.Encoder);
        Samples.AssertSameContent(_gallery, loaded);
        Assert.Equal(_gallery.Version, loaded.Version);
        Assert.Equal(before, File.ReadAllBytes(_file));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Fact]
    public void A_file_on_a_read_only_disk_can_be_read()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_file, UnixFileMode.UserRead);
        File.SetAttributes(_file, FileAttributes.ReadOnly);
        Samples.AssertSameContent(_gallery, GalleryFile.Load(_file));
    }

    [Fact]
    public void The_digest_is_what_sha256sum_writes()
    {
        Assert.Equal(
            $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_file)))}  some gallery's #1.gallery\n",
            File.ReadAllText(_digest));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sha256sum is a Linux program");
        using var sum = Process.Start(new ProcessStartInfo("sha256sum", ["--check", "--strict", _digest])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("some gallery's #1.gallery: OK\n", sum.StandardOutput.ReadToEnd());
        sum.WaitForExit();
        Assert.Equal(0, sum.ExitCode);
    }

    [Fact]
    public void A_flipped_byte_is_found_wherever_it_is()
    {
        var good = File.ReadAllBytes(_file);
        int[] places = [0, 1, 16, 18, 24, 60, 68, 99, 100, good.Length / 2, good.Length - 2, good.Length - 1,
            .. Enumerable.Range(0, 150).Select(i => i * good.Length / 150)];
        foreach (var place in places)
        {
            var bad = (byte[])good.Clone();
            bad[place] ^= (byte)(1 << place % 8);
            File.WriteAllBytes(_file, bad);
            AssertDamaged($"it does not match its digest in {_digest}");
        }
        File.WriteAllBytes(_file, good);
        GalleryFile.Verify(_file);
    }

    [Fact]
    public void A_flipped_byte_of_the_digest_is_found_too()
    {
        var good = File.ReadAllBytes(_digest);
        for (var place = 0; place < good.Length; place++)
        {
            var bad = (byte[])good.Clone();
            bad[place] ^= (byte)(1 << place % 8);
            File.WriteAllBytes(_digest, bad);
            AssertDamaged($"it does not match its digest in {_digest}");
        }
    }

    [Fact]
    public void A_file_cut_short_or_grown_is_found()
    {
        var good = File.ReadAllBytes(_file);
        foreach (var length in (int[])[0, 1, 15, 16, 99, 100, 512, 4095, 4096, 4097, good.Length / 2, good.Length - 4096, good.Length - 1])
        {
            File.WriteAllBytes(_file, good[..length]);
            AssertDamaged($"it does not match its digest in {_digest}");
        }
        File.WriteAllBytes(_file, [.. good, 0]);
        AssertDamaged($"it does not match its digest in {_digest}");

        File.WriteAllBytes(_file, good);
        var line = File.ReadAllBytes(_digest);
        File.WriteAllBytes(_digest, [.. line, (byte)'\n']);
        AssertDamaged($"it does not match its digest in {_digest}");
        File.WriteAllBytes(_digest, line[..^1]);
        AssertDamaged($"it does not match its digest in {_digest}");
    }

    [Fact]
    public void A_missing_file_or_digest_is_named()
    {
        File.Delete(_digest);
        AssertDamaged($"its digest {_digest} is missing");
        File.Delete(_file);
        Assert.StartsWith($"{_file} does not exist: ", Assert.Throws<FileNotFoundException>(() => GalleryFile.Verify(_file)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a gallery, but with a right digest")]
    public void A_right_digest_does_not_make_a_gallery(string content)
    {
        File.WriteAllText(_file, content);
        WriteDigest();
        Assert.Throws<GalleryDamagedException>(() => GalleryFile.Verify(_file));
    }

    [Fact]
    public void A_gallery_of_another_encoder_is_refused_where_one_is_asked_for()
    {
        var exception = Assert.Throws<EncoderMismatchException>(() => GalleryFile.Load(_file, Samples.OtherEncoder));
        Assert.Equal($"Gallery {_file} belongs to encoder aaaaaaaaaaaa, but bbbbbbbbbbbb is expected: rebuild it with the encoder in use.",
            exception.Message);
    }

    [Fact]
    public void A_closed_file_is_not_opened_for_changes()
    {
        Assert.StartsWith($"{_file} is a closed gallery", Assert.Throws<IOException>(() => GalleryStore.Open(_file)).Message,
            StringComparison.Ordinal);
        GalleryFile.Verify(_file);

        var (before, digest) = (File.ReadAllBytes(_file), _folder.File("elsewhere.sha256"));
        File.Move(_digest, digest);
        Assert.Throws<IOException>(() => GalleryStore.OpenOrSetAside(_file, Samples.Encoder, 32));
        Assert.Equal(before, File.ReadAllBytes(_file));
        Assert.Equal([_file], Directory.GetFiles(_folder.Path, "*gallery*"));
    }

    private void AssertDamaged(string reason)
    {
        var exception = Assert.Throws<GalleryDamagedException>(() => GalleryFile.Verify(_file));
        Assert.Equal($"Gallery {_file} is damaged ({reason}): build it again, or put an undamaged copy in its place.", exception.Message);
    }

    private void WriteDigest() => File.WriteAllText(
        _digest, $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_file)))}  {Path.GetFileName(_file)}\n");
}
