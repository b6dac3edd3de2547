using RetailKlip.Core;
using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class CalibrateTests(Workshop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Calibrated_thresholds_go_into_a_gallery_and_are_what_its_matches_are_held_against()
    {
        var protocol = WriteProtocol();
        var file = _folder.File("decision.json");

        var report = Klip.Run(
            "calibrate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.Path, "--far", "0.1", "--wrong-names", "0.05",
            "--conformal", "0.1", "--out", file, "--json").Object().GetProperty("decision");

        var decision = GalleryDecision.Read(file);
        Assert.Equal(decision.ToJson(), GalleryDecision.Parse(report.GetRawText()).ToJson());
        var rates = decision.Rates!;
        Assert.Equal((30, 24), (rates.Accepts.Of, rates.FalseAccepts.Of));
        Assert.InRange(rates.FalseAccepts.Share, 0, 0.1);
        Assert.InRange(rates.WrongNames.Share, 0, 0.05);
        Assert.InRange(rates.FalseAccepts.Share, rates.FalseAccepts.Interval.Low, rates.FalseAccepts.Interval.High);
        Assert.Equal((30, 24), (decision.HeldOut!.Accepts.Of, decision.HeldOut.FalseAccepts.Of));
        Assert.NotNull(decision.PickListGap);

        var gallery = _folder.File("own.gallery");
        Klip.Run("gallery", "build", "--model", shop.Model, "--images", shop.Images, "--out", gallery, "--decision", file).Succeeded();
        Assert.Equal(decision.ToJson(), GalleryFile.Load(gallery).Decision!.ToJson());
        var line = Klip.Run("match", "--model", shop.Model, "--gallery", gallery, Path.Combine(shop.Images, "lime", "1.png")).Object();
        Assert.Equal("Gallery", line.GetProperty("thresholdsFrom").GetString());
        Assert.Equal(decision.Thresholds.AcceptSimilarity, line.GetProperty("thresholds").GetProperty("acceptSimilarity").GetSingle());
        var byModel = Klip.Run("match", "--model", shop.Model, "--gallery", shop.Gallery, Path.Combine(shop.Images, "lime", "1.png")).Object();
        Assert.Equal(("Model", 0.9f), (byModel.GetProperty("thresholdsFrom").GetString(),
            byModel.GetProperty("thresholds").GetProperty("acceptSimilarity").GetSingle()));
    }

    [Fact]
    public void Thresholds_travel_through_a_gallery_as_text_and_any_changed_digit_is_found()
    {
        var (gallery, exported, imported) = (_folder.File("own.gallery"), _folder.File("text"), _folder.File("again.gallery"));
        var loaded = GalleryFile.Load(shop.Gallery);
        var own = new GalleryDecision(loaded.EncoderId, new(0.7f, 0.1f, 0.3f), [new(Sku.Parse("lime"), 0.8f, 0.2f, 40, 3)], "made up");
        GalleryFile.Write(gallery, new Gallery(3, loaded.EncoderId, loaded.Dimension, loaded.Products, loaded.Entries, own));

        Klip.Run("gallery", "export", gallery, "--out", exported).Succeeded();
        Klip.Run("gallery", "import", exported, "--out", imported).Succeeded();
        Assert.Equal(own.ToJson(), GalleryFile.Load(imported).Decision!.ToJson());
        var line = Klip.Run("match", "--model", shop.Model, "--gallery", imported, Path.Combine(shop.Images, "lime", "1.png")).Object();
        Assert.Equal("Product", line.GetProperty("thresholdsFrom").GetString());

        var bytes = File.ReadAllBytes(imported);
        var place = bytes.AsSpan().IndexOf("\"acceptSimilarity\":0.7"u8);
        bytes[place + "\"acceptSimilarity\":0.".Length] = (byte)'1';
        File.WriteAllBytes(imported, bytes);
        Klip.Run("gallery", "verify", imported).Refused("again.gallery");
    }

    [Fact]
    public void What_cannot_be_calibrated_or_used_is_named()
    {
        var protocol = WriteProtocol(withUnknowns: false);
        Klip.Run("calibrate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.Path).Refused("protocol.tsv", "unknown");
        Assert.Equal(2, Klip.Run("calibrate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.Path, "--far", "1.5").ExitCode);
        Assert.Equal(2, Klip.Run("calibrate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.Path, "--far", "much").ExitCode);

        var (broken, foreign) = (_folder.File("broken.json"), _folder.File("foreign.json"));
        File.WriteAllText(broken, """{"encoderId":"x"}""");
        new GalleryDecision(EncoderId.Parse(new string('c', 64)), new(0.7f, 0.1f, 0.3f), [], "made up").Write(foreign);
        string[] build = ["gallery", "build", "--model", shop.Model, "--images", shop.Images, "--out", _folder.File("no.gallery"), "--decision"];
        Klip.Run([.. build, broken]).Refused("broken.json", "klip calibrate");
        Klip.Run([.. build, foreign]).Refused("foreign.json", "cccccccccccc");
        Klip.Run([.. build, _folder.File("nowhere.json")]).Refused("nowhere.json");
        Assert.False(File.Exists(_folder.File("no.gallery")));
    }

    [Fact]
    public void Half_of_the_pictures_foretell_what_the_other_half_does_on_real_photographs()
    {
        var protocol = Shared.File("data/grocery-store/protocols/unseen-5shot.tsv");
        var images = Shared.Folder("data/grocery-store/dataset");
        var model = Path.Combine(Shared.Checkout, "models", "retailklip-s");

        var report = Klip.Run("calibrate", "--model", model, "--protocol", protocol, "--images", images, "--far", "0.05", "--json").Object();

        var decision = GalleryDecision.Parse(report.GetProperty("decision").GetRawText());
        Assert.InRange(decision.Rates!.FalseAccepts.Share, 0, 0.05);
        Assert.InRange(decision.Rates.WrongNames.Share, 0, 0.01);
        Assert.InRange(decision.HeldOut!.FalseAccepts.Interval.Low, 0, 0.05);
        Assert.InRange(decision.HeldOut.WrongNames.Interval.Low, 0, 0.01);
    }

    [Fact]
    public void Near_twins_are_listed_at_enrolment_until_the_shop_says_what_tells_them_apart()
    {
        foreach (var (sku, seed) in (ReadOnlySpan<(string, int)>)[("apple", 1), ("apple-bio", 2), ("lime", 3)])
            Workshop.Draw(_folder.File($"shop/{sku}/1.png"), Workshop.Colours[sku.StartsWith("apple", StringComparison.Ordinal) ? "apple" : "lime"], seed);
        string[] build = ["gallery", "build", "--model", shop.Model, "--images", _folder.File("shop"), "--out", _folder.File("twins.gallery"), "--json"];

        var twins = Assert.Single(Klip.Run(build).Object().GetProperty("lookAlikes").EnumerateArray());
        Assert.Equal(("apple", "apple-bio"), (twins.GetProperty("first").GetString(), twins.GetProperty("second").GetString()));
        Assert.Equal(("apple/1.png", "apple-bio/1.png"), (twins.GetProperty("firstPicture").GetString(), twins.GetProperty("secondPicture").GetString()));
        Assert.Equal("None", twins.GetProperty("firstTieBreaker").GetString());

        var rules = _folder.File("rules.tsv");
        File.WriteAllText(rules, "sku\ttieBreaker\trequired\tleastGrams\tmostGrams\napple\tbarcode\t\t\t\napple-bio\tbarcode\tBarcode,Attendant\t150\t220\n");
        var named = Assert.Single(Klip.Run([.. build, "--rules", rules]).Object().GetProperty("lookAlikes").EnumerateArray());
        Assert.Equal("Barcode", named.GetProperty("secondTieBreaker").GetString());
        Assert.Equal(new ProductRule(TieBreaker.Barcode, Witnesses.Barcode | Witnesses.Attendant, 150, 220),
            GalleryFile.Load(_folder.File("twins.gallery")).Find(Sku.Parse("apple-bio"))!.Rule);

        File.AppendAllText(rules, "lime\tsmell\t\t\t\n");
        Klip.Run([.. build, "--rules", rules]).Refused("rules.tsv:4", "smell", "AskShopper");
        File.WriteAllText(rules, "sku\ttieBreaker\trequired\tleastGrams\tmostGrams\npear\tbarcode\t\t\t\n");
        Klip.Run([.. build, "--rules", rules]).Refused("pear");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Eight products with near colours that vary, so that some are confused; three are not enrolled.</summary>
    private string WriteProtocol(bool withUnknowns = true)
    {
        var random = new Random(11);
        List<string> lines = ["role\tproduct\tpath"];
        for (var product = 0; product < 8; product++)
            for (var view = 0; view < 8; view++)
            {
                var role = product >= 5 ? "unknown" : view < 2 ? "gallery" : "query";
                if (role == "unknown" && !withUnknowns)
                    continue;
                var path = $"{product}-{view}.png";
                Workshop.Draw(_folder.File(path), new(40 + 24 * product + random.Next(-30, 31), 200 - 20 * product + random.Next(-30, 31),
                    60 + 15 * (product % 3) + random.Next(-30, 31)), seed: 10 * product + view);
                lines.Add($"{role}\tproduct-{product}\t{path}");
            }
        var protocol = _folder.File("protocol.tsv");
        File.WriteAllLines(protocol, lines);
        return protocol;
    }
}
