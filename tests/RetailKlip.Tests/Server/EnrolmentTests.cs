using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OpenCvSharp;
using RetailKlip.Server;
using RetailKlip.Tests.Vision;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Server;

public sealed class EnrolmentOnSqliteTests(SqliteFixture fixture) : EnrolmentTests(fixture), IClassFixture<SqliteFixture>;

public sealed class EnrolmentOnPostgresTests(PostgresFixture fixture) : EnrolmentTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>Reference pictures over HTTP, embedded by a real encoder. The tests share one catalogue: each keeps to its own skus and colours.</summary>
public abstract class EnrolmentTests(DatabaseFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Client => fixture.Server.Client;

    [Theory]
    [InlineData(".jpg", "image/jpeg")]
    [InlineData(".png", "image/png")]
    public async Task A_picture_is_embedded_and_comes_back_as_it_was_sent(string extension, string type)
    {
        var sku = $"kept{extension}";
        var file = ServerRequests.Patches(1, 400, 300, extension);
        await Client.AddProductAsync(sku);

        using var created = await Client.PostPictureAsync(sku, file, type);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var picture = Assert.Single((await Client.EmbeddedAsync(sku)).GetProperty("pictures").EnumerateArray());
        Assert.Equal(("Embedded", type, 400, 300), (picture.Text("state"), picture.Text("contentType"), picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32()));
        Assert.Equal(picture.ToString(), (await fixture.Server.GetAsync(created.Headers.Location!.ToString())).ToString());
        using var kept = await Client.GetAsync($"{created.Headers.Location}/file", Cancellation);
        Assert.Equal(file, await kept.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(($"\"{picture.Text("digest")}\"", type), (kept.Headers.ETag!.Tag, kept.Content.Headers.ContentType!.MediaType));
        var thumbnail = await Client.GetByteArrayAsync($"{created.Headers.Location}/thumbnail", Cancellation);
        using var small = Cv2.ImDecode(thumbnail, ImreadModes.Color);
        Assert.Equal((160, 120), (small.Width, small.Height));
        Assert.Contains(picture.Text("digest"), (await fixture.Server.GetAsync($"/api/products/{sku}/history")).ToString());
    }

    [Fact]
    public async Task What_is_no_picture_or_claims_to_be_huge_is_refused_unread()
    {
        await Client.AddProductAsync("unfit");
        var whole = ServerRequests.Patches(2);
        foreach (var (file, status, reason) in new[]
        {
            (Encoding.UTF8.GetBytes("<svg/>"), HttpStatusCode.UnprocessableEntity, "is not a JPEG"),
            ([], HttpStatusCode.UnprocessableEntity, "empty"),
            (whole[..^100], HttpStatusCode.UnprocessableEntity, "truncated"),
            (Png(60_000, 60_000), HttpStatusCode.UnprocessableEntity, "50 megapixels"),
            (Png(uint.MaxValue, uint.MaxValue), HttpStatusCode.UnprocessableEntity, "50 megapixels"),
            (ServerRequests.Patches(2, extension: ".webp"), HttpStatusCode.UnsupportedMediaType, "send a JPEG or PNG"),
            (new byte[17 << 20], HttpStatusCode.RequestEntityTooLarge, ""),
        })
        {
            using var refused = await Client.PostPictureAsync("unfit", file);
            var problem = await refused.ProblemAsync(status);
            Assert.Contains(reason, problem.ToString());
        }
        using var text = await Client.PostPictureAsync("unfit", whole, "text/plain");
        await text.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
        using var nowhere = await Client.PostPictureAsync("no such product", whole);
        await nowhere.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Empty((await fixture.Server.GetAsync("/api/products/unfit/enrolment")).GetProperty("pictures").EnumerateArray());
    }

    [Fact]
    public async Task A_picture_that_cannot_be_decoded_is_refused_with_the_reason_and_keeps_a_product_from_nothing()
    {
        await Client.AddProductAsync("damaged");
        // Whole by its markers, but its pixels are no zlib stream.
        await Client.AddPictureAsync("damaged", Png(64, 64));
        using var nothing = await Client.PutAsync("/api/products/damaged/approval", null, Cancellation);
        await Client.AddPictureAsync("damaged", ServerRequests.Patches(3));

        var pictures = (await Client.EmbeddedAsync("damaged")).GetProperty("pictures");

        Assert.Equal(("Refused", "Embedded"), (pictures[0].Text("state"), pictures[1].Text("state")));
        Assert.Contains("cannot be decoded", pictures[0].Text("reason"));
        await nothing.ProblemAsync(HttpStatusCode.Conflict);
        using var approved = await Client.PutAsync("/api/products/damaged/approval", null, Cancellation);
        Assert.Equal([false, true], (await approved.JsonAsync()).GetProperty("pictures").EnumerateArray().Select(picture => picture.GetProperty("isApproved").GetBoolean()));
    }

    [Fact]
    public async Task A_picture_that_no_server_survived_is_refused_in_the_end()
    {
        await Client.AddProductAsync("deadly");
        var now = TimeProvider.System.GetUtcNow();
        await fixture.Server.InDatabaseAsync(async db =>
        {
            var product = await db.Products.SingleAsync(one => one.Sku == "deadly", Cancellation);
            var picture = db.Pictures.Add(new ReferencePicture
            {
                ProductId = product.Id, Digest = new string('0', 64), ContentType = "image/png", Bytes = 1, AddedAt = now, AddedBy = "somebody",
            }).Entity;
            await db.SaveChangesAsync(Cancellation);
            // Taken as often as it may be, by servers that never came back.
            var encoder = ModelPackage.Open(fixture.Model).EncoderId;
            db.Jobs.Add(new Job { Kind = EmbedJob.KindOf(encoder), PictureId = picture.Id, Attempts = 5, AddedAt = now, DueAt = now });
            return await db.SaveChangesAsync(Cancellation);
        });

        var refused = Assert.Single((await Client.EmbeddedAsync("deadly")).GetProperty("pictures").EnumerateArray());

        Assert.Equal("Refused", refused.Text("state"));
        Assert.Contains("begun 5 times and never ended", refused.Text("reason"));
    }

    [Fact]
    public async Task The_same_picture_is_kept_once_and_nearly_the_same_is_noted()
    {
        await Client.AddProductAsync("twice");
        var first = await Client.AddPictureAsync("twice", ServerRequests.Patches(4));
        await Client.EmbeddedAsync("twice");
        using var again = await Client.PostPictureAsync("twice", ServerRequests.Patches(4));
        var smaller = await Client.AddPictureAsync("twice", ServerRequests.Patches(4, 300, 225));
        var other = await Client.AddPictureAsync("twice", ServerRequests.Patches(5));

        Assert.Equal((HttpStatusCode.OK, first), (again.StatusCode, (await again.JsonAsync()).GetProperty("id").GetInt64()));
        var pictures = (await Client.EmbeddedAsync("twice")).GetProperty("pictures").EnumerateArray()
            .ToDictionary(picture => picture.GetProperty("id").GetInt64(), picture => picture.GetProperty("nearDuplicateOf"));
        Assert.Equal([first, smaller, other], pictures.Keys);
        Assert.Equal(first, pictures[smaller].GetInt64());
        Assert.All([first, other], picture => Assert.Equal(JsonValueKind.Null, pictures[picture].ValueKind));
    }

    [Fact]
    public async Task How_well_a_product_is_seen_is_noted()
    {
        await Client.AddProductAsync("badly-seen");
        using var dark = new Mat(240, 320, MatType.CV_8UC3, new Scalar(20, 10, 15));
        using var print = Drawings.Noise(320, 240, seed: 6);
        await Client.AddPictureAsync("badly-seen", dark.ImEncode(".png"));
        await Client.AddPictureAsync("badly-seen", print.ImEncode(".png"));

        var pictures = (await Client.EmbeddedAsync("badly-seen")).GetProperty("pictures");

        Assert.Equal(["Dark", "None"], pictures.EnumerateArray().Select(picture => picture.GetProperty("quality").Text("fault")));
        Assert.Contains("seen in the dark", pictures[0].GetProperty("quality").Text("reason"));
    }

    [Fact]
    public async Task Products_that_look_alike_are_noted_with_their_pictures_also_turned_and_forgotten_with_them()
    {
        using var upright = Drawings.Patches(320, 240, seed: 7);
        using var turned = new Mat();
        Cv2.Rotate(upright, turned, RotateFlags.Rotate90Clockwise);
        await Client.AddProductAsync("twin-1");
        await Client.AddProductAsync("twin-2");
        var first = await Client.AddPictureAsync("twin-1", upright.ImEncode(".png"));
        var second = await Client.AddPictureAsync("twin-2", turned.ImEncode(".png"));
        await Client.AddPictureAsync("twin-2", ServerRequests.Patches(8));
        await Client.EmbeddedAsync("twin-1");
        await Client.EmbeddedAsync("twin-2");

        var one = Twin(await Client.EmbeddedAsync("twin-1"), "twin-2");
        var two = Twin(await Client.EmbeddedAsync("twin-2"), "twin-1");
        using var removed = await Client.DeleteAsync($"/api/products/twin-2/pictures/{second}", Cancellation);

        Assert.Equal((first, second), (one.GetProperty("picture").GetInt64(), one.GetProperty("otherPicture").GetInt64()));
        Assert.Equal((second, first), (two.GetProperty("picture").GetInt64(), two.GetProperty("otherPicture").GetInt64()));
        Assert.InRange(one.GetProperty("similarity").GetSingle(), 0.99f, 1f);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.DoesNotContain("twin-2", (await Client.EmbeddedAsync("twin-1")).GetProperty("lookAlikes").ToString());
        using var gone = await Client.GetAsync($"/api/products/twin-2/pictures/{second}/file", Cancellation);
        await gone.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_somebody_agreed_to_is_approved_and_nothing_that_came_later()
    {
        await Client.AddProductAsync("approved");
        using var early = await Client.PutAsync("/api/products/approved/approval", null, Cancellation);
        await Client.AddPictureAsync("approved", ServerRequests.Patches(9));
        await Client.EmbeddedAsync("approved");
        using var approved = await Client.PutAsync("/api/products/approved/approval", null, Cancellation);
        await Client.AddPictureAsync("approved", ServerRequests.Patches(10));

        Assert.Contains("add one", (await early.ProblemAsync(HttpStatusCode.Conflict)).Text("detail"));
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        var enrolment = await Client.EmbeddedAsync("approved");
        Assert.Equal((true, "administrator"), (enrolment.GetProperty("isApproved").GetBoolean(), enrolment.Text("approvedBy")));
        Assert.Equal([true, false], enrolment.GetProperty("pictures").EnumerateArray().Select(picture => picture.GetProperty("isApproved").GetBoolean()));
        using var withdrawn = await Client.DeleteAsync("/api/products/approved/approval", Cancellation);
        Assert.False((await Client.EmbeddedAsync("approved")).GetProperty("isApproved").GetBoolean());
    }

    [Fact]
    public async Task Another_encoder_embeds_all_pictures_anew_in_the_background()
    {
        using var data = new TemporaryFolder();
        var database = await fixture.NewDatabaseAsync();
        var other = TinyEncoder.Write(data.File("other"), TinyEncoder.Onnx(seed: 2));
        await using (var server = await RunningServer.StartAsync(data.Path, database, $"Model={fixture.Model}"))
        {
            await server.Client.AddProductAsync("anew");
            for (var seed = 0; seed < 5; seed++)
                await server.Client.AddPictureAsync("anew", ServerRequests.Patches(seed));
            await server.Client.EmbeddedAsync("anew");
            using var approved = await server.Client.PutAsync("/api/products/anew/approval", null, Cancellation);
        }

        await using var next = await RunningServer.StartAsync(data.Path, database, $"Model={other.Folder}");

        var progress = await next.Client.UntilAsync("/api/enrolment", answer => answer.GetProperty("embedded").GetInt32() == 5);
        Assert.Equal((other.EncoderId.Value, 0, 0), (progress.Text("encoderId"), progress.GetProperty("pending").GetInt32(), progress.GetProperty("refused").GetInt32()));
        Assert.Equal(5, await next.InDatabaseAsync(db => Task.FromResult(db.PictureEmbeddings.Count(embedding => embedding.EncoderId == other.EncoderId.Value))));
        var enrolment = await next.GetAsync("/api/products/anew/enrolment");
        Assert.All(enrolment.GetProperty("pictures").EnumerateArray(), picture => Assert.True(picture.GetProperty("isApproved").GetBoolean()));
    }

    private static JsonElement Twin(JsonElement enrolment, string sku) =>
        Assert.Single(enrolment.GetProperty("lookAlikes").EnumerateArray(), other => other.Text("sku") == sku);

    /// <summary>A PNG whose every checksum is right, but whose pixels are none.</summary>
    private static byte[] Png(uint width, uint height)
    {
        var size = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(size, width);
        BinaryPrimitives.WriteUInt32BigEndian(size.AsSpan(4), height);
        (size[8], size[9]) = (8, 2);
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, size), .. Chunk("IDAT"u8, [1, 2, 3, 4, 5, 6, 7, 8]), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] covered = [.. type, .. content];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32(covered));
        return [.. length, .. covered, .. sum];
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
        }
        return ~crc;
    }
}
