using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>
/// The invariant: a change to a gallery is there entirely or not at all, and an exported file is the old one or the new one,
/// each with its digest, whatever moment its writer dies at.
/// </summary>
public sealed class GalleryCrashTests
{
    private const int Rounds = 16;

    [Fact]
    public async Task Killed_at_random_moments_a_gallery_and_its_export_are_whole()
    {
        using var folder = new TemporaryFolder();
        var (path, export) = (folder.File("gallery.db"), folder.File("some.gallery"));
        var random = new Random(20261122);
        var confirmed = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var printed = await KilledProcess.KillAsync(
                [GalleryWriter.Name, path, export], round % 4 == 3 ? 0 : 1 + random.Next(8), TimeSpan.FromMilliseconds(random.Next(40)),
                TestContext.Current.CancellationToken);
            confirmed = printed.Count > 0 ? printed[^1] : confirmed;
            if (confirmed == 0)
                continue;

            var exported = GalleryFile.Load(export);
            AssertWhole(exported, confirmed);
            using var store = GalleryStore.Open(path, Samples.Encoder);
            AssertWhole(store.Load(), exported.Version);
        }
        Assert.True(confirmed > Rounds, $"only {confirmed} versions were confirmed: the writer was never in the midst of its work");
    }

    [Fact]
    public void A_crash_between_file_and_digest_is_healed_by_the_digest_that_waits()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("some.gallery");
        var (first, second, third) = (Samples.RandomGallery(1), Samples.RandomGallery(2), Samples.RandomGallery(3));
        GalleryFile.Write(path, first);
        var digestOfFirst = File.ReadAllBytes(path + ".sha256");
        GalleryFile.Write(path, second);
        // As a crash leaves it that comes after the file's rename and before the digest's.
        File.Move(path + ".sha256", path + ".sha256.new");
        File.WriteAllBytes(path + ".sha256", digestOfFirst);

        Samples.AssertSameContent(second, GalleryFile.Load(path));

        // The next writer dies before its file's rename: the second gallery must still be good.
        File.WriteAllText(path + ".new", "half a gallery");
        Samples.AssertSameContent(second, GalleryFile.Load(path));

        GalleryFile.Write(path, third);
        Samples.AssertSameContent(third, GalleryFile.Load(path));
        Assert.Equal(["some.gallery", "some.gallery.sha256"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_failing_export_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("some.gallery");
        GalleryFile.Write(path, Samples.RandomGallery(1));
        // A folder in the new file's way makes every write to it fail.
        Directory.CreateDirectory(path + ".new");
        Assert.ThrowsAny<SystemException>(() => GalleryFile.Write(path, Samples.RandomGallery(2)));
        Samples.AssertSameContent(Samples.RandomGallery(1), GalleryFile.Load(path));
    }

    private static void AssertWhole(Gallery gallery, long atLeast)
    {
        Assert.InRange(gallery.Version, atLeast, atLeast + 1);
        Assert.Equal(Enumerable.Range(1, (int)gallery.Version).Select(version => GalleryWriter.SkuOf(version)),
            gallery.Products.Select(product => product.Sku));
        Assert.Equal(gallery.Version * GalleryWriter.ImagesEach, gallery.Entries.Length);
    }
}
