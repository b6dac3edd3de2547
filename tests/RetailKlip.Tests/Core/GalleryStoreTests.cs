using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class GalleryStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 9, 30, 15, TimeSpan.Zero));

    private string Store => _folder.File("gallery.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_enrolled_is_there_after_opening_again()
    {
        var expected = Samples.RandomGallery(1);
        using (var store = GalleryStore.Create(Store, Samples.Encoder, 16))
        {
            Assert.Equal(0, store.Load().Version);
            foreach (var product in expected.Products)
                store.Enrol(product,
                    [.. expected.Entries.Where(entry => entry.Sku == product.Sku).Select(entry => (entry.Embedding, entry.Source))]);
        }
        using var again = GalleryStore.Open(Store, Samples.Encoder);
        Samples.AssertSameContent(expected, again.Load());
        Assert.Equal((5, Samples.Encoder, 16), (again.Load().Version, again.EncoderId, again.Dimension));
    }

    [Fact]
    public void Every_change_is_one_new_version_and_nothing_else_is()
    {
        using var store = GalleryStore.Create(Store, Samples.Encoder, 16);
        var milk = new Product(Sku.Parse("milk"), "Milk");
        Assert.Equal(1, store.Enrol(milk, [Image(1), Image(2)]));
        Assert.Equal(2, store.Enrol(milk with { Name = "Whole milk", Plu = Plu.Parse("4011") }, [Image(3)]));
        Assert.Equal(3, store.Enrol(new Product(Sku.Parse("bread"), "Bread"), []));
        Assert.False(store.Remove(Sku.Parse("cheese")));
        Assert.Same(store.Load(), store.Load());
        Assert.Equal(3, store.Load().Version);
        Assert.Equal("Whole milk", store.Load().Find(Sku.Parse("milk"))!.Name);
        Assert.Equal(["1", "2", "3"], store.Load().Entries.Select(entry => entry.Source));

        Assert.True(store.Remove(Sku.Parse("milk")));
        Assert.Equal(["bread"], store.Load().Products.Select(product => product.Sku.Value));
        Assert.Empty(store.Load().Entries);
        Assert.Equal(4, store.Load().Version);
    }

    [Fact]
    public void The_content_hash_keeps_up_with_any_changes()
    {
        using (var store = GalleryStore.Create(Store, Samples.Encoder, 16))
        {
            var random = new Random(1);
            for (var i = 0; i < 60; i++)
            {
                var sku = Sku.Parse($"sku-{random.Next(5)}");
                if (random.Next(3) == 0)
                    store.Remove(sku);
                else
                    store.Enrol(new Product(sku, $"Name {i}"), [.. Enumerable.Range(0, random.Next(4)).Select(Image)]);
                if (i == 30)
                    store.ReplaceAll(Samples.RandomGallery(1));
            }
        }
        using var again = GalleryStore.Open(Store);
        Assert.NotEmpty(again.Load().Entries);
    }

    [Fact]
    public void A_loaded_gallery_does_not_change_with_its_store()
    {
        using var store = GalleryStore.Create(Store, Samples.Encoder, 16);
        store.Enrol(new Product(Sku.Parse("milk"), "Milk"), [Image(1)]);
        var before = store.Load();
        store.Enrol(new Product(Sku.Parse("bread"), "Bread"), [Image(2)]);
        Assert.Single(before.Products);
        Assert.Equal(2, store.Load().Products.Length);
    }

    [Fact]
    public void Replacing_everything_takes_the_encoder_along()
    {
        using var store = GalleryStore.Create(Store, Samples.Encoder, 16);
        store.Enrol(new Product(Sku.Parse("milk"), "Milk"), [Image(1)]);
        var other = new Gallery(90, Samples.OtherEncoder, 8, [new Product(Sku.Parse("bread"), "Bread")],
            [new GalleryEntry(4, Sku.Parse("bread"), Samples.RandomEmbedding(new Random(1), 8, Samples.OtherEncoder), "b.jpg")]);
        Assert.Equal(2, store.ReplaceAll(other));
        Assert.Equal((Samples.OtherEncoder, 8), (store.EncoderId, store.Dimension));
        Samples.AssertSameContent(other, store.Load());
        Assert.Throws<EncoderMismatchException>(() => store.Enrol(new Product(Sku.Parse("milk"), "Milk"), [Image(1)]));
    }

    [Fact]
    public void A_refused_change_leaves_no_trace()
    {
        using var store = GalleryStore.Create(Store, Samples.Encoder, 16);
        var milk = new Product(Sku.Parse("milk"), "Milk");
        Assert.Throws<EncoderMismatchException>(() =>
            store.Enrol(milk, [Image(1), (Samples.RandomEmbedding(new Random(1), 16, Samples.OtherEncoder), "foreign")]));
        Assert.Throws<ArgumentException>(() => store.Enrol(milk, [Image(1), (Samples.RandomEmbedding(new Random(1), 8), "short")]));
        Assert.Throws<ArgumentException>(() => store.Enrol(milk with { Name = " " }, []));
        Assert.Throws<ArgumentException>(() => store.Enrol(milk with { Thumbnail = new byte[Product.MaxThumbnailBytes + 1] }, []));
        store.Enrol(milk with { Thumbnail = new byte[Product.MaxThumbnailBytes] }, []);
        Assert.Equal(1, store.Load().Version);
    }

    [Fact]
    public void An_export_is_the_same_gallery_in_a_closed_file()
    {
        using var store = GalleryStore.Create(Store, Samples.Encoder, 16);
        store.ReplaceAll(Samples.RandomGallery(1));
        var export = _folder.File("out/some.gallery");
        store.ExportTo(export);
        store.Enrol(new Product(Sku.Parse("late"), "Late"), [Image(9)]);

        var loaded = GalleryFile.Load(export);
        Samples.AssertSameContent(Samples.RandomGallery(1), loaded);
        Assert.Equal(1, loaded.Version);
        Assert.Equal(["some.gallery", "some.gallery.sha256"], Directory.GetFiles(_folder.File("out")).Select(Path.GetFileName).Order());
        // Bytes 18 and 19 of the header: 1 is a rollback journal, 2 a write-ahead log.
        Assert.Equal([1, 1], File.ReadAllBytes(export)[18..20]);

        store.ExportTo(export);
        Assert.Equal(2, GalleryFile.Load(export).Version);
        Assert.Throws<IOException>(() => store.ExportTo(Store));
    }

    [Fact]
    public void Threads_and_stores_of_one_file_take_turns()
    {
        using var one = GalleryStore.Create(Store, Samples.Encoder, 16);
        using var two = GalleryStore.Open(Store);
        Parallel.For(0, 20, i => (i % 2 == 0 ? one : two).Enrol(new Product(Sku.Parse($"sku-{i % 10}"), "Name"), [Image(i)]));
        Assert.Equal((20, 10, 20), (one.Load().Version, one.Load().Products.Length, one.Load().Entries.Length));
        Samples.AssertSameContent(one.Load(), two.Load());
    }

    [Fact]
    public void A_flipped_bit_is_found_or_changes_nothing()
    {
        var expected = Samples.RandomGallery(1, products: 20, images: 10, dimension: 64);
        using (var store = GalleryStore.Create(Store, Samples.Encoder, 64))
            store.ReplaceAll(expected);
        var good = File.ReadAllBytes(Store);
        var bad = _folder.File("bad.db");
        var found = 0;
        int[] places = [.. Enumerable.Range(0, 110), .. Enumerable.Range(0, 300).Select(i => i * good.Length / 300)];
        foreach (var place in places)
        {
            var bytes = (byte[])good.Clone();
            bytes[place] ^= (byte)(1 << place % 8);
            File.WriteAllBytes(bad, bytes);
            try
            {
                using var store = GalleryStore.Open(bad);
                Samples.AssertSameContent(expected, store.Load());
            }
            catch (Exception exception) when (exception is GalleryDamagedException or NewerSchemaException)
            {
                var start = exception is NewerSchemaException ? bad : $"Gallery {bad} is damaged (";
                Assert.StartsWith(start, exception.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', exception.Message);
                found++;
            }
            File.Delete(bad + "-wal");
            File.Delete(bad + "-shm");
        }
        Assert.True(found > places.Length / 2, $"only {found} of {places.Length} flipped bits were found");
    }

    [Theory]
    [InlineData("UPDATE product SET name = 'Other' WHERE sku = 'sku-1'")]
    [InlineData("UPDATE product SET gtin = '4006381333932' WHERE sku = 'sku-0'")]
    [InlineData("UPDATE product SET plu = 4012 WHERE sku = 'sku-0'")]
    [InlineData("UPDATE product SET thumbnail = x'00' WHERE sku = 'sku-1'")]
    [InlineData("UPDATE entry SET source = 'x' WHERE id = 1")]
    [InlineData("UPDATE entry SET embedding = (SELECT embedding FROM entry WHERE id = 2) WHERE id = 1")]
    [InlineData("UPDATE entry SET embedding = x'00' WHERE id = 1")]
    [InlineData("UPDATE entry SET sku = 'sku-1' WHERE id = 1")]
    [InlineData("DELETE FROM entry WHERE id = 1")]
    [InlineData("DELETE FROM product WHERE sku = 'sku-1'")]
    [InlineData("DELETE FROM gallery")]
    [InlineData("DROP TABLE entry")]
    [InlineData("UPDATE gallery SET version = 7")]
    [InlineData("UPDATE gallery SET dimension = 17")]
    [InlineData("UPDATE gallery SET encoder = 'x'")]
    [InlineData("UPDATE gallery SET content_hash = x'00'")]
    [InlineData("UPDATE gallery SET decision = '{}'")]
    [InlineData("PRAGMA application_id = 1")]
    [InlineData("PRAGMA user_version = 0")]
    public void A_changed_row_is_found_and_the_file_set_aside(string damage)
    {
        using (var store = GalleryStore.Create(Store, Samples.Encoder, 16))
            store.ReplaceAll(Samples.RandomGallery(1));
        Damage(damage);
        var exception = Assert.Throws<GalleryDamagedException>(() => GalleryStore.Open(Store));

        var opening = GalleryStore.OpenOrSetAside(Store, Samples.Encoder, 16, _time);
        using var fresh = opening.Store;
        Assert.Empty(fresh.Load().Products);
        Assert.Equal((Store + ".damaged-20261122T093015Z", exception.Message), (opening.SetAside, opening.Damage));
        Assert.True(File.Exists(opening.SetAside));
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no gallery")]
    public void What_is_no_gallery_is_set_aside_with_its_log(string content)
    {
        File.WriteAllText(Store, content);
        File.WriteAllText(Store + "-wal", "log");
        File.WriteAllText(Store + "-shm", "index");
        File.WriteAllText(Store + ".damaged-20261122T093015Z", "an earlier one");
        var opening = GalleryStore.OpenOrSetAside(Store, Samples.Encoder, 16, _time);
        using var fresh = opening.Store;
        Assert.Equal(Store + ".damaged-20261122T093015Z-2", opening.SetAside);
        Assert.Equal(content, File.ReadAllText(opening.SetAside!));
        Assert.Equal("log", File.ReadAllText(opening.SetAside + "-wal"));
        Assert.Equal("index", File.ReadAllText(opening.SetAside + "-shm"));
        Assert.Equal(1, fresh.Enrol(new Product(Sku.Parse("milk"), "Milk"), [Image(1)]));
    }

    [Fact]
    public void The_log_of_a_lost_gallery_is_not_replayed_into_a_new_one()
    {
        byte[] log;
        using (var old = GalleryStore.Create(Store, Samples.Encoder, 16))
        {
            old.ReplaceAll(Samples.RandomGallery(1));
            log = Read(Store + "-wal");
        }
        File.Delete(Store);
        File.WriteAllBytes(Store + "-wal", log);
        using var store = GalleryStore.OpenOrSetAside(Store, Samples.Encoder, 16, _time).Store;
        Assert.Empty(store.Load().Products);
    }

    [Fact]
    public void A_missing_gallery_is_created_where_the_kiosk_opens_it_and_named_elsewhere()
    {
        Assert.StartsWith($"{Store} does not exist: ", Assert.Throws<FileNotFoundException>(() => GalleryStore.Open(Store)).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(Store));
        var opening = GalleryStore.OpenOrSetAside(_folder.File("new/gallery.db"), Samples.Encoder, 16);
        using var store = opening.Store;
        Assert.Equal((null, null, 0), (opening.SetAside, opening.Damage, store.Load().Version));
    }

    [Fact]
    public void An_existing_gallery_is_not_created_over()
    {
        GalleryStore.Create(Store, Samples.Encoder, 16).Dispose();
        Assert.StartsWith($"{Store} exists already",
            Assert.Throws<IOException>(() => GalleryStore.Create(Store, Samples.Encoder, 16)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        GalleryStore.Create(Store, Samples.Encoder, 16).Dispose();
        Damage("PRAGMA user_version = 3");
        var exception = Assert.Throws<NewerSchemaException>(() => GalleryStore.OpenOrSetAside(Store, Samples.Encoder, 16));
        Assert.Equal(
            $"{Store} has schema version 3, but this program knows up to 2: update the program, or use a file of the older version.",
            exception.Message);
        Assert.True(File.Exists(Store));
    }

    [Fact]
    public void A_gallery_of_the_schema_before_comes_along_unchanged_and_takes_thresholds()
    {
        using (var store = GalleryStore.Create(Store, Samples.Encoder, 16))
            store.ReplaceAll(Samples.RandomGallery(1));
        Damage("ALTER TABLE gallery DROP COLUMN decision; ALTER TABLE product DROP COLUMN rule; PRAGMA user_version = 1");

        using var upgraded = GalleryStore.Open(Store);

        Samples.AssertSameContent(Samples.RandomGallery(1), upgraded.Load());
        Assert.Null(upgraded.Load().Decision);
        upgraded.UseDecision(Samples.Decision);
        Assert.Equal(Samples.Decision.ToJson(), upgraded.Load().Decision!.ToJson());
    }

    [Fact]
    public void Thresholds_of_its_own_stay_with_a_gallery_through_every_change_until_they_are_taken_away()
    {
        var closed = _folder.File("closed.gallery");
        using (var store = GalleryStore.Create(Store, Samples.Encoder, 16))
        {
            store.ReplaceAll(Samples.RandomGallery(1));
            var version = store.UseDecision(Samples.Decision);
            Assert.Equal(version + 1, store.Enrol(new Product(Sku.Parse("milk"), "Milk"), [Image(1)]));
            Assert.Throws<EncoderMismatchException>(() => store.UseDecision(Samples.Decision with { EncoderId = Samples.OtherEncoder }));
            Assert.Throws<ArgumentException>(() => store.UseDecision(Samples.Decision with { Thresholds = new(0.5f, 0.1f, 0.6f) }));
            store.ExportTo(closed);
        }
        Assert.Equal(Samples.Decision.ToJson(), GalleryFile.Load(closed).Decision!.ToJson());
        using (var store = GalleryStore.Open(Store))
        {
            Assert.Equal(Samples.Decision.ToJson(), store.Load().Decision!.ToJson());
            store.UseDecision(null);
            Assert.Null(store.Load().Decision);
        }
        GalleryStore.Open(Store).Dispose();
    }

    [Fact]
    public void A_gallery_of_another_encoder_is_refused_and_left_alone()
    {
        using (var store = GalleryStore.Create(Store, Samples.Encoder, 16))
            store.ReplaceAll(Samples.RandomGallery(1));
        var exception = Assert.Throws<EncoderMismatchException>(() => GalleryStore.OpenOrSetAside(Store, Samples.OtherEncoder, 16));
        Assert.Equal($"Gallery {Store} belongs to encoder aaaaaaaaaaaa, but bbbbbbbbbbbb is expected: rebuild it with the encoder in use.",
            exception.Message);
        using var again = GalleryStore.Open(Store);
        Samples.AssertSameContent(Samples.RandomGallery(1), again.Load());
    }

    [Fact]
    public void A_write_is_synced_through_a_log()
    {
        using var store = GalleryStore.Create(Store, Samples.Encoder, 16);
        store.Enrol(new Product(Sku.Parse("milk"), "Milk"), [Image(1)]);
        Assert.True(new FileInfo(Store + "-wal").Length > 0);
        Assert.Equal([2, 2], Read(Store)[18..20]);
    }

    private static (Embedding Embedding, string Source) Image(int seed) => (Samples.RandomEmbedding(new Random(seed), 16), $"{seed}");

    private static byte[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void Damage(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Store};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
