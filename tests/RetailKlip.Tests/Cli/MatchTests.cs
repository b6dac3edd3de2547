using OpenCvSharp;
using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class MatchTests(Workshop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Another_picture_of_a_product_is_accepted_with_all_its_numbers()
    {
        var picture = Workshop.Draw(_folder.File("query.png"), Workshop.Colours["lime"], seed: 9);

        var line = Match(picture).Object();

        Assert.Equal(picture, line.GetProperty("path").GetString());
        Assert.Equal("Accepted", line.GetProperty("decision").GetString());
        Assert.Equal("lime", line.GetProperty("product").GetString());
        Assert.Equal("lime", line.GetProperty("best").GetString());
        Assert.InRange(line.GetProperty("similarity").GetDouble(), 0.9, 1);
        Assert.NotEqual("lime", line.GetProperty("runnerUp").GetString());
        Assert.InRange(line.GetProperty("margin").GetDouble(), 0.02, 2);
        Assert.StartsWith("lime/", line.GetProperty("evidence").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("", line.GetProperty("reason").GetString());
        Assert.Equal(1, line.GetProperty("galleryVersion").GetInt64());
        Assert.Equal(64, line.GetProperty("encoderId").GetString()!.Length);
        Assert.Equal(0, line.GetProperty("candidates").GetArrayLength());
    }

    [Fact]
    public void What_is_like_nothing_is_unknown_or_asked_but_never_named()
    {
        var picture = Workshop.Draw(_folder.File("query.png"), new Scalar(250, 250, 250), seed: 9);

        var line = Match(picture).Object();

        Assert.NotEqual("Accepted", line.GetProperty("decision").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, line.GetProperty("product").ValueKind);
    }

    [Fact]
    public void A_broken_picture_fails_after_the_others()
    {
        File.WriteAllText(_folder.File("broken.jpg"), "not a picture");
        var good = Path.Combine(shop.Images, "apple", "1.png");

        var run = Match(_folder.File("broken.jpg"), good).Refused("broken.jpg");

        Assert.Equal("apple", Assert.Single(run.Lines).GetProperty("best").GetString());
    }

    [Fact]
    public void A_gallery_of_another_encoder_is_refused() =>
        Klip.Run(
            "match", "--model", shop.OtherModel, "--gallery", shop.Gallery, Path.Combine(shop.Images, "apple", "1.png")).Refused("encoder");

    [Fact]
    public void A_damaged_gallery_is_refused()
    {
        var damaged = _folder.File("damaged.gallery");
        var bytes = File.ReadAllBytes(shop.Gallery);
        bytes[bytes.Length / 2] ^= 0xFF;
        File.WriteAllBytes(damaged, bytes);
        File.Copy(shop.Gallery + ".sha256", damaged + ".sha256");

        Klip.Run(
            "match", "--model", shop.Model, "--gallery", damaged, Path.Combine(shop.Images, "apple", "1.png")).Refused("damaged.gallery");
    }

    [Fact]
    public void What_is_no_gallery_at_all_is_refused()
    {
        var text = _folder.File("text.gallery");
        File.WriteAllText(text, "not a gallery");

        Klip.Run("match", "--model", shop.Model, "--gallery", text, Path.Combine(shop.Images, "apple", "1.png")).Refused("text.gallery");
    }

    public void Dispose() => _folder.Dispose();

    private KlipRun Match(params string[] pictures) => Klip.Run(["match", "--model", shop.Model, "--gallery", shop.Gallery, .. pictures]);
}
