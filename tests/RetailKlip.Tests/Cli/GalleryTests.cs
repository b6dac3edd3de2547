using RetailKlip.Core;
using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class GalleryTests(Workshop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Images => _folder.File("images");

    private string Out => _folder.File("new.gallery");

    [Fact]
    public void A_built_gallery_says_what_is_in_it()
    {
        var info = Klip.Run("gallery", "info", shop.Gallery, "--json").Object();

        Assert.Equal(GalleryFile.Load(shop.Gallery).EncoderId.Value, info.GetProperty("encoderId").GetString());
        Assert.Equal(1, info.GetProperty("version").GetInt64());
        Assert.Equal(3, info.GetProperty("products").GetInt32());
        Assert.Equal(6, info.GetProperty("entries").GetInt32());
        Assert.Contains("products   3", Klip.Run("gallery", "info", shop.Gallery).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_product_has_a_thumbnail_and_every_entry_its_source()
    {
        var gallery = GalleryFile.Load(shop.Gallery);

        Assert.Equal(["apple", "lime", "plum"], gallery.Products.Select(product => product.Sku.Value));
        Assert.All(gallery.Products, product => Assert.InRange(product.Thumbnail!.Value.Length, 100, Product.MaxThumbnailBytes));
        Assert.All(gallery.Products, product => Assert.Equal([0xFF, 0xD8, 0xFF], product.Thumbnail!.Value.Span[..3].ToArray()));
        Assert.Equal(
            ["apple/1.png", "apple/2.png", "lime/1.png", "lime/2.png", "plum/1.png", "plum/2.png"],
            gallery.Entries.Select(entry => entry.Source));
    }

    [Fact]
    public void Verify_accepts_what_was_written_and_finds_any_changed_byte()
    {
        Klip.Run("gallery", "verify", shop.Gallery).Succeeded();
        var whole = File.ReadAllBytes(shop.Gallery);
        File.Copy(shop.Gallery + ".sha256", Out + ".sha256");
        foreach (var place in (int[])[0, 30, whole.Length / 3, whole.Length / 2, whole.Length - 1])
        {
            var changed = whole.ToArray();
            changed[place] ^= 0x01;
            File.WriteAllBytes(Out, changed);

            Klip.Run("gallery", "verify", Out).Refused("new.gallery");
        }
    }

    [Fact]
    public void Verify_names_a_missing_file_and_a_missing_digest()
    {
        Klip.Run("gallery", "verify", _folder.File("none.gallery")).Refused("none.gallery", "gallery build");
        File.Copy(shop.Gallery, Out);
        Klip.Run("gallery", "verify", Out).Refused("new.gallery");
    }

    [Fact]
    public void A_broken_picture_is_named_and_nothing_is_written()
    {
        CopyImages();
        File.WriteAllText(Path.Combine(Images, "lime", "3.jpg"), "not a picture");

        var run = Klip.Run("gallery", "build", "--model", shop.Model, "--images", Images, "--out", Out);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.ErrorLines, line => line.Contains("3.jpg", StringComparison.Ordinal));
        Assert.Contains("--skip-broken", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
        Assert.False(File.Exists(Out + ".sha256"));
    }

    [Fact]
    public void Broken_pictures_are_skipped_on_request_and_listed()
    {
        CopyImages();
        File.WriteAllText(Path.Combine(Images, "lime", "3.jpg"), "not a picture");

        var run = Klip.Run("gallery", "build", "--model", shop.Model, "--images", Images, "--out", Out, "--skip-broken", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("3.jpg", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("lime/3.jpg", Assert.Single(run.Lines[0].GetProperty("skipped").EnumerateArray()).GetString());
        Assert.Equal(6, run.Lines[0].GetProperty("entries").GetInt32());
        Klip.Run("gallery", "verify", Out).Succeeded();
    }

    [Fact]
    public void A_product_whose_only_picture_is_broken_is_refused_even_then()
    {
        CopyImages();
        Directory.CreateDirectory(Path.Combine(Images, "quince"));
        File.WriteAllText(Path.Combine(Images, "quince", "1.jpg"), "not a picture");

        var run = Klip.Run("gallery", "build", "--model", shop.Model, "--images", Images, "--out", Out, "--skip-broken");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("quince", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public void Folders_that_make_no_shop_are_refused_by_name()
    {
        Build().Refused(Images, "missing");
        Directory.CreateDirectory(Images);
        Build().Refused(Images, "no product folder");
        Directory.CreateDirectory(Path.Combine(Images, "pear"));
        Build().Refused("pear", "no picture");
        File.Copy(Path.Combine(shop.Images, "apple", "1.png"), Path.Combine(Images, "stray.png"));
        Build().Refused("stray.png");
        Assert.False(File.Exists(Out));

        KlipRun Build() => Klip.Run("gallery", "build", "--model", shop.Model, "--images", Images, "--out", Out);
    }

    [Fact]
    public void Names_and_codes_come_from_a_table()
    {
        var table = _folder.File("products.tsv");
        File.WriteAllText(table, "sku\tname\tgtin\tplu\napple\tRoter Apfel\t4006381333931\t\nlime\tLimette\t\t4048\n");
        Klip.Run("gallery", "build", "--model", shop.Model, "--images", shop.Images, "--out", Out, "--products", table).Succeeded();

        var gallery = GalleryFile.Load(Out);

        Assert.Equal(("Roter Apfel", Gtin.Parse("4006381333931")), (gallery.Products[0].Name, gallery.Products[0].Gtin!.Value));
        Assert.Equal(("Limette", Plu.Parse("4048")), (gallery.Products[1].Name, gallery.Products[1].Plu!.Value));
        Assert.Equal("plum", gallery.Products[2].Name);
    }

    [Fact]
    public void A_wrong_code_in_the_table_is_named_with_its_line()
    {
        File.WriteAllText(_folder.File("products.tsv"), "sku\tname\tgtin\tplu\napple\tRoter Apfel\t4006381333930\t\n");

        Klip.Run(
            "gallery", "build", "--model", shop.Model, "--images", shop.Images, "--out", Out, "--products", _folder.File("products.tsv"))
            .Refused("products.tsv:2", "4006381333930");
    }

    [Fact]
    public void What_is_exported_and_imported_again_is_the_same_bit_for_bit()
    {
        Klip.Run("gallery", "export", shop.Gallery, "--out", _folder.File("exported")).Succeeded();
        Klip.Run("gallery", "import", _folder.File("exported"), "--out", Out).Succeeded();

        var (first, second) = (GalleryFile.Load(shop.Gallery), GalleryFile.Load(Out));

        Assert.Equal((first.Version, first.EncoderId, first.Dimension), (second.Version, second.EncoderId, second.Dimension));
        Assert.Equal(
            first.Entries.Select(entry => (entry.Id, entry.Sku, entry.Source, Convert.ToHexString(Bytes(entry)))),
            second.Entries.Select(entry => (entry.Id, entry.Sku, entry.Source, Convert.ToHexString(Bytes(entry)))));
        Assert.Equal(
            first.Products.Select(product =>
                (product.Sku, product.Name, product.Gtin, product.Plu, Convert.ToHexString(product.Thumbnail!.Value.Span))),
            second.Products.Select(product =>
                (product.Sku, product.Name, product.Gtin, product.Plu, Convert.ToHexString(product.Thumbnail!.Value.Span))));

        static byte[] Bytes(GalleryEntry entry) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(entry.Embedding.Values).ToArray();
    }

    [Fact]
    public void Export_never_overwrites_and_import_names_a_bad_line()
    {
        var exported = _folder.File("exported");
        Klip.Run("gallery", "export", shop.Gallery, "--out", exported).Succeeded();
        Klip.Run("gallery", "export", shop.Gallery, "--out", exported).Refused("exported", "not an empty folder");

        var lines = File.ReadAllLines(Path.Combine(exported, "entries.jsonl"));
        lines[3] = lines[3].Replace("[", "[7,", StringComparison.Ordinal);
        File.WriteAllLines(Path.Combine(exported, "entries.jsonl"), lines);
        Klip.Run("gallery", "import", exported, "--out", Out).Refused("entries.jsonl:4");
        Assert.False(File.Exists(Out));
    }

    public void Dispose() => _folder.Dispose();

    private void CopyImages()
    {
        foreach (var picture in Directory.EnumerateFiles(shop.Images, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Images, Path.GetRelativePath(shop.Images, picture));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(picture, copy);
        }
    }
}
