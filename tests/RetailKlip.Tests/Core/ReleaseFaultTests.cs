using System.IO.Compression;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>
/// Packages as a broken disk, a cut line or somebody else leaves them. The invariant: a kiosk has the old release or, by its content
/// hash, exactly the new one; what is refused leaves no file behind.
/// </summary>
public sealed class ReleaseFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ReleaseHeader _old;
    private readonly ReleaseRecord _whole, _delta;

    public ReleaseFaultTests()
    {
        var catalogue = ReleaseTests.Edited(3, 60);
        _old = ReleaseFile.Write(Kiosk, ReleaseSamples.Name, catalogue.Content(1), EmbeddingFormat.Float16);
        File.Copy(Kiosk, _folder.File("1"));
        for (var i = 0; i < 20; i++)
            catalogue.Edit();
        ReleaseFile.Write(_folder.File("2"), ReleaseSamples.Name, catalogue.Content(2), EmbeddingFormat.Float16);
        _whole = ReleasePackage.Pack(_folder.File("2"), Whole);
        _delta = ReleasePackage.PackDelta(_folder.File("1"), _folder.File("2"), Delta);
    }

    private string Kiosk => _folder.File("kiosk");

    private string Whole => _folder.File("2.release");

    private string Delta => _folder.File("1.delta");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Packages_that_were_cut_or_changed_are_never_applied_as_something_else()
    {
        var random = new Random(1);
        var refused = 0;
        const int mutations = 320;
        for (var i = 0; i < mutations; i++)
        {
            var isDelta = i % 2 == 0;
            var bytes = File.ReadAllBytes(isDelta ? Delta : Whole);
            File.WriteAllBytes(_folder.File("bad"), Mutate(bytes, random, i / 2 % 4));
            if (TryUse(isDelta, "bad") is null)
            {
                // What Brotli leaves to chance, such as bits after its end, may differ: what comes out may not.
                Assert.Equal(_whole.ContentHash, ReleaseFile.Verify(Kiosk).ContentHash);
                File.Copy(_folder.File("1"), Kiosk, overwrite: true);
                continue;
            }
            refused++;
            Assert.Equal(_old, ReleaseFile.Verify(Kiosk));
            Assert.Equal(["1", "1.delta", "2", "2.release", "bad", "kiosk"],
                Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        Assert.InRange(refused, mutations * 0.95, mutations);
    }

    [Fact]
    public void Packages_of_another_record_are_refused_with_the_difference()
    {
        // Signed by mistake, or mixed up on the way: the file itself is sound.
        Assert.Contains("it is of gallery store-12, not store-13", Use(true, _delta with { Gallery = "store-13" }), StringComparison.Ordinal);
        Assert.Contains("it is version 2, not 3", Use(false, _whole with { Version = 3 }), StringComparison.Ordinal);
        Assert.Contains("it has 16 dimensions, not 17", Use(false, _whole with { Dimension = 17 }), StringComparison.Ordinal);
        Assert.Contains("its content", Use(false, _whole with { ContentHash = new string('0', 64) }), StringComparison.Ordinal);
        Assert.Contains("its content hash is another one", Use(true, _delta with { ContentHash = new string('0', 64) }), StringComparison.Ordinal);
        Assert.Contains("not the file that its record", Use(false, _whole with { Sha256 = _delta.Sha256 }), StringComparison.Ordinal);
        Assert.Contains("entries, not", Use(true, _delta with { Entries = _delta.Entries + 1 }), StringComparison.Ordinal);
        Assert.Contains("it is a delta", Use(false, _delta), StringComparison.Ordinal);
        Assert.Contains("it is a whole release", Use(true, _whole), StringComparison.Ordinal);
        Assert.Equal(_old, ReleaseFile.Verify(Kiosk));
    }

    [Fact]
    public void A_delta_is_refused_by_every_release_but_its_base()
    {
        ReleasePackage.Apply(Kiosk, Delta, _delta, Kiosk);
        Assert.Contains("it is version 2, not 1", Use(true, _delta), StringComparison.Ordinal);

        // The same version with other content, as after a mistaken restore.
        var forked = ReleaseFile.Write(Kiosk, ReleaseSamples.Name, ReleaseTests.Edited(4, 60).Content(1), EmbeddingFormat.Float16);
        Assert.Contains("its content does not match its content hash", Use(true, _delta), StringComparison.Ordinal);
        Assert.Equal(forked, ReleaseFile.Verify(Kiosk));
    }

    [Fact]
    public void A_small_package_that_unpacks_without_end_is_cut_at_its_recorded_size()
    {
        using (var bomb = new BrotliStream(File.Create(Whole), CompressionLevel.Fastest))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
                bomb.Write(zeros);
        }

        Assert.Contains($"it unpacks to more than the {_whole.Bytes} bytes", Use(false, _whole), StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_file_is_refused()
    {
        File.WriteAllText(Whole, "<html>Sign in to the shop's network</html>");
        Assert.NotNull(TryUse(false, "2.release"));
        File.WriteAllBytes(Whole, []);
        Assert.Contains("cut short", Use(false, _whole), StringComparison.Ordinal);
    }

    private string Use(bool isDelta, ReleaseRecord record)
    {
        var refusal = Assert.Throws<ReleaseRefusedException>(() =>
        {
            if (isDelta)
                ReleasePackage.Apply(Kiosk, Delta, record, Kiosk);
            else
                ReleasePackage.Unpack(Whole, record, Kiosk);
        });
        return refusal.Reason;
    }

    private ReleaseRefusedException? TryUse(bool isDelta, string package)
    {
        try
        {
            if (isDelta)
                ReleasePackage.Apply(Kiosk, _folder.File(package), _delta, Kiosk);
            else
                ReleasePackage.Unpack(_folder.File(package), _whole, Kiosk);
            return null;
        }
        catch (ReleaseRefusedException refused)
        {
            return refused;
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random, int kind)
    {
        switch (kind)
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
                return bytes;
            default:
                // Two halves of which one belongs elsewhere in the file.
                var half = random.Next(1, bytes.Length);
                return [.. bytes[half..], .. bytes[..half]];
        }
    }
}
