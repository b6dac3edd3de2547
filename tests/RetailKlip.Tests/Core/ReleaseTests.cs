using CsCheck;
using Microsoft.Data.Sqlite;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class ReleaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(EmbeddingFormat.Float16)]
    [InlineData(EmbeddingFormat.Int8)]
    public void What_was_released_is_there_after_packing_and_unpacking(EmbeddingFormat format)
    {
        var content = Edited(1, 80).Content(3);
        var header = ReleaseFile.Write(_folder.File("3.release"), ReleaseSamples.Name, content, format);
        var record = ReleasePackage.Pack(_folder.File("3.release"), _folder.File("3.package"));
        ReleasePackage.Unpack(_folder.File("3.package"), record, _folder.File("kiosk.release"));

        var (unpacked, actual) = ReleaseFile.Load(_folder.File("kiosk.release"));

        Assert.Equal(header, unpacked);
        Assert.Equal((header.ContentHash, content.Gallery.Products.Length, content.Gallery.Entries.Length),
            (record.ContentHash, (int)record.Products, (int)record.Entries));
        ReleaseSamples.AssertSame(content, actual);
        Assert.Equal(record, ReleaseRecord.Read(record.ToJson(), "a target"));
    }

    [Fact]
    public void A_kiosk_that_follows_deltas_has_what_a_fresh_one_gets_whole()
    {
        Gen.Select(Gen.Int, Gen.Int[0, 12].Array[1, 6], Gen.Bool).Sample((seed, edits, int8) =>
        {
            using var folder = new TemporaryFolder();
            var format = int8 ? EmbeddingFormat.Int8 : EmbeddingFormat.Float16;
            var catalogue = new ReleaseSamples(seed);
            ReleaseFile.Write(folder.File("0"), ReleaseSamples.Name, catalogue.Content(1), format);
            File.Copy(folder.File("0"), folder.File("kiosk"));
            for (var i = 0; i < edits.Length; i++)
            {
                for (var edit = 0; edit < edits[i]; edit++)
                    catalogue.Edit();
                var content = catalogue.Content(i + 2);
                var direct = ReleaseFile.Write(folder.File($"{i + 1}"), ReleaseSamples.Name, content, format);
                var record = ReleasePackage.PackDelta(folder.File($"{i}"), folder.File($"{i + 1}"), folder.File("delta"));
                ReleasePackage.Apply(folder.File("kiosk"), folder.File("delta"), record, folder.File("kiosk"));

                var (followed, actual) = ReleaseFile.Load(folder.File("kiosk"));
                Assert.Equal(direct, followed);
                ReleaseSamples.AssertSame(content, actual);
            }
            Assert.Equal([.. Enumerable.Range(0, edits.Length + 1).Select(i => $"{i}"), "delta", "kiosk"],
                Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }, iter: 40);
    }

    [Fact]
    public void The_content_hash_does_not_depend_on_the_order_in_which_rows_came_nor_on_the_version()
    {
        var gallery = Samples.RandomGallery(1);
        var reversed = new Gallery(7, gallery.EncoderId, gallery.Dimension, gallery.Products.Reverse(), gallery.Entries.Reverse());
        var other = new Gallery(7, gallery.EncoderId, gallery.Dimension, gallery.Products, gallery.Entries.Skip(1));

        var hash = HashOf(gallery, EmbeddingFormat.Float16);

        Assert.Equal(hash, HashOf(reversed, EmbeddingFormat.Float16));
        Assert.NotEqual(hash, HashOf(other, EmbeddingFormat.Float16));
        Assert.NotEqual(hash, HashOf(gallery, EmbeddingFormat.Int8));

        string HashOf(Gallery content, EmbeddingFormat format) =>
            ReleaseFile.Write(_folder.File("some"), ReleaseSamples.Name, new ReleaseContent(content, []), format).ContentHash;
    }

    [Fact]
    public void A_release_that_is_taken_back_comes_from_the_kept_file_under_a_newer_version()
    {
        var catalogue = Edited(1, 80);
        ReleaseFile.Write(_folder.File("1"), ReleaseSamples.Name, catalogue.Content(1), EmbeddingFormat.Float16);
        var again = ReleaseFile.Write(_folder.File("3"), ReleaseSamples.Name, catalogue.Content(3), EmbeddingFormat.Float16);
        var record = ReleasePackage.Pack(_folder.File("3"), _folder.File("3.package"));

        ReleasePackage.Reissue(_folder.File("1"), record, _folder.File("kiosk"));

        Assert.Equal(again, ReleaseFile.Load(_folder.File("kiosk")).Header);
        Assert.Contains("its content hash is another one", Assert.Throws<ReleaseRefusedException>(() =>
            ReleasePackage.Reissue(_folder.File("1"), record with { ContentHash = new string('0', 64) }, _folder.File("kiosk"))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(256, 1)]
    [InlineData(256, 40)]
    [InlineData(256, 600)]
    [InlineData(1096, 1)]
    [InlineData(1096, 200)]
    public void A_delta_costs_hardly_more_than_its_embeddings(int dimension, int changed)
    {
        var catalogue = new ReleaseSamples(1, dimension);
        for (var i = 0; i < 700; i++)
            catalogue.AddEntry(Sku.Parse($"sku-{i / 7}"));
        ReleaseFile.Write(_folder.File("1"), ReleaseSamples.Name, catalogue.Content(1), EmbeddingFormat.Float16);
        catalogue.ChangeEntries(changed);
        ReleaseFile.Write(_folder.File("2"), ReleaseSamples.Name, catalogue.Content(2), EmbeddingFormat.Float16);

        var record = ReleasePackage.PackDelta(_folder.File("1"), _folder.File("2"), _folder.File("delta"));

        Assert.Equal((changed, 0), (record.Changed, record.Gone));
        var bytes = new FileInfo(_folder.File("delta")).Length;
        TestContext.Current.TestOutputHelper!.WriteLine($"{changed} × {dimension}: {bytes} bytes, {(double)bytes / (changed * 2 * dimension):F3} × the embeddings");
        Assert.InRange(bytes, 1, 1.3 * changed * 2 * dimension + 16 * 1024);
    }

    [Fact]
    public void A_delta_never_crosses_galleries_encoders_or_formats()
    {
        var content = Edited(1, 40).Content(1);
        ReleaseFile.Write(_folder.File("1"), ReleaseSamples.Name, content, EmbeddingFormat.Float16);
        var later = Edited(1, 50).Content(2);
        ReleaseFile.Write(_folder.File("other"), "store-13", later, EmbeddingFormat.Float16);
        ReleaseFile.Write(_folder.File("int8"), ReleaseSamples.Name, later, EmbeddingFormat.Int8);
        ReleaseFile.Write(_folder.File("encoder"), ReleaseSamples.Name,
            new ReleaseContent(new Gallery(2, Samples.OtherEncoder, 16, [], []), []), EmbeddingFormat.Float16);

        Assert.Contains("it is of gallery", Refusal("other"), StringComparison.Ordinal);
        Assert.Contains("its embeddings are", Refusal("int8"), StringComparison.Ordinal);
        Assert.Contains("it is of encoder", Refusal("encoder"), StringComparison.Ordinal);
        Assert.Contains("is not between 1 and its version", Refusal("1"), StringComparison.Ordinal);

        string Refusal(string newer) => Assert.Throws<ArgumentException>(
            () => ReleasePackage.PackDelta(_folder.File("1"), _folder.File(newer), _folder.File("delta"))).Message;
    }

    [Theory]
    [InlineData("DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)", "its content does not match its content hash")]
    [InlineData("UPDATE product SET name = name || '!'", "its content does not match its content hash")]
    [InlineData("UPDATE release SET base = 1", "it is a delta, no whole release")]
    [InlineData("UPDATE release SET gallery = 'A b'", "'A b' is no name of a gallery")]
    [InlineData("DELETE FROM release", "it has no header")]
    [InlineData("CREATE TRIGGER late AFTER INSERT ON product BEGIN DELETE FROM product; END", "it has other tables than a release")]
    [InlineData("DROP TABLE price", "it has other tables than a release")]
    [InlineData("PRAGMA application_id = 1", "it is a file of another kind")]
    public void A_file_that_was_changed_is_refused_with_its_reason(string change, string reason)
    {
        var path = _folder.File("3.release");
        ReleaseFile.Write(path, ReleaseSamples.Name, Edited(1, 80).Content(3), EmbeddingFormat.Float16);
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in this test.
            command.CommandText = change;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        var refusal = Assert.Throws<ReleaseRefusedException>(() => ReleaseFile.Load(path));

        Assert.Equal($"Release {path} is refused ({reason}): the release in use stays; fetch this one again, or publish a new one.", refusal.Message);
    }

    [Theory]
    [InlineData("null", "its metadata has no record of a release")]
    [InlineData("\"gallery\"", "its record cannot be read")]
    [InlineData("{\"gallery\":\"store-12\"}", "its record cannot be read")]
    public void Metadata_that_describes_no_release_is_refused(string custom, string reason)
    {
        using var json = System.Text.Json.JsonDocument.Parse(custom);

        Assert.StartsWith(reason, Assert.Throws<ReleaseRefusedException>(() => ReleaseRecord.Read(json.RootElement, "some")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_release_is_not_written()
    {
        var gallery = Samples.RandomGallery(1);
        DisplayPrice price = new(gallery.Products[0].Sku, 199, "EUR");

        Assert.Contains("is no name", Refusal("Store 12", gallery, price), StringComparison.Ordinal);
        Assert.Contains("less than 1", Refusal("store-12", Gallery.Empty(Samples.Encoder, 16)), StringComparison.Ordinal);
        Assert.Contains("at least 0", Refusal("store-12", gallery, price with { Amount = -1 }), StringComparison.Ordinal);
        Assert.Contains("such as EUR", Refusal("store-12", gallery, price with { Currency = "€" }), StringComparison.Ordinal);
        Assert.Contains("does not hold", Refusal("store-12", gallery, price with { Sku = Sku.Parse("other") }), StringComparison.Ordinal);
        Assert.Contains("stands twice", Refusal("store-12", gallery, price, price), StringComparison.Ordinal);

        string Refusal(string name, Gallery content, params DisplayPrice[] prices) => Assert.Throws<ArgumentException>(() =>
            ReleaseFile.Write(_folder.File("some"), name, new ReleaseContent(content, [.. prices]), EmbeddingFormat.Float16)).Message;
    }

    internal static ReleaseSamples Edited(int seed, int edits)
    {
        var catalogue = new ReleaseSamples(seed);
        for (var i = 0; i < edits; i++)
            catalogue.Edit();
        return catalogue;
    }
}
