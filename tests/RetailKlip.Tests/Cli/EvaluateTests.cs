using System.Globalization;
using System.Text.Json;
using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class EvaluateTests(Workshop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_metrics_of_a_protocol_equal_naive_ones_made_from_klip_embed()
    {
        var protocol = WriteProtocol();

        var evaluation = Klip.Run("evaluate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.Path, "--json").Object();

        NaiveMetrics.Of(shop.Model, protocol, _folder.Path).AssertEqual(evaluation);
        Assert.InRange(evaluation.GetProperty("top1").GetDouble(), 0.2, 0.99);
        var times = evaluation.GetProperty("encodeMs");
        Assert.InRange(times.GetProperty("p50").GetDouble(), 0.0001, times.GetProperty("p95").GetDouble());
        Assert.InRange(
            evaluation.GetProperty("decisions").GetProperty("namedRight").GetDouble(), 0, evaluation.GetProperty("top1").GetDouble());
    }

    [Fact]
    public void Without_unknowns_their_measures_are_null()
    {
        var protocol = WriteProtocol(withUnknowns: false);

        var evaluation = Klip.Run("evaluate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.Path, "--json").Object();

        Assert.Equal(0, evaluation.GetProperty("unknown").GetInt32());
        foreach (var measure in (string[])["auroc", "dirAtFar1", "dirAtFar01"])
            Assert.Equal(JsonValueKind.Null, evaluation.GetProperty(measure).ValueKind);
    }

    [Fact]
    public void The_report_is_one_page_that_shows_measures_confusions_and_pictures()
    {
        var protocol = WriteProtocol();

        var evaluation = Klip.Run(
            "evaluate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.Path,
            "--report", _folder.File("report.html"), "--json").Object();

        var page = File.ReadAllText(_folder.File("report.html"));
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.Contains(
            evaluation.GetProperty("top1").GetDouble().ToString("F4", CultureInfo.InvariantCulture), page, StringComparison.Ordinal);
        Assert.Contains("Most confused pairs", page, StringComparison.Ordinal);
        Assert.Contains("<img src=\"data:image/jpeg;base64,", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;0", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>0", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_picture_of_the_protocol_is_named()
    {
        var protocol = WriteProtocol();
        File.AppendAllText(protocol, "query\t<b>0\tnot-there.png\n");

        var run = Klip.Run("evaluate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("not-there.png", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_line_of_the_protocol_is_named_by_its_number()
    {
        var protocol = WriteProtocol();
        var lines = File.ReadAllLines(protocol);
        lines[2] = lines[2].Replace("gallery", "galery", StringComparison.Ordinal);
        File.WriteAllLines(protocol, lines);

        Klip.Run("evaluate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.Path).Refused("protocol.tsv:3", "galery");
    }

    [Fact]
    public void Missing_inputs_are_named()
    {
        var protocol = WriteProtocol();
        Klip.Run("evaluate", "--model", shop.Model, "--protocol", _folder.File("no.tsv"), "--images", _folder.Path).Refused("no.tsv");
        Klip.Run("evaluate", "--model", shop.Model, "--protocol", protocol, "--images", _folder.File("nowhere")).Refused("nowhere");
        Klip.Run("evaluate", "--model", _folder.File("no-model"), "--protocol", protocol, "--images", _folder.Path).Refused("no-model");
    }

    [Theory]
    [InlineData("unseen-iconic")]
    [InlineData("unseen-1shot")]
    [InlineData("unseen-5shot")]
    public void The_bundled_encoder_is_measured_rightly_on_products_it_never_saw(string name)
    {
        var protocol = Shared.File($"data/grocery-store/protocols/{name}.tsv");
        var images = Shared.Folder("data/grocery-store/dataset");
        var model = Path.Combine(Shared.Checkout, "models", "retailklip-s");

        var evaluation = Klip.Run("evaluate", "--model", model, "--protocol", protocol, "--images", images, "--json").Object();

        NaiveMetrics.Of(model, protocol, images).AssertEqual(evaluation);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Eight products with near colours that vary, so that some are confused; three are not enrolled.</summary>
    private string WriteProtocol(bool withUnknowns = true)
    {
        var random = new Random(11);
        List<string> lines = ["role\tproduct\tpath"];
        for (var product = 0; product < 8; product++)
        {
            var (blue, green, red) = (40 + 24 * product, 200 - 20 * product, 60 + 15 * (product % 3));
            var isKnown = product < 5;
            for (var view = 0; view < 8; view++)
            {
                var role = !isKnown ? "unknown" : view < 2 ? "gallery" : "query";
                if (role == "unknown" && !withUnknowns)
                    continue;
                var path = $"{product}-{view}.png";
                Workshop.Draw(_folder.File(path), new(Jitter(blue), Jitter(green), Jitter(red)), seed: 10 * product + view);
                lines.Add($"{role}\t<b>{product}\t{path}");
            }
        }
        var protocol = _folder.File("protocol.tsv");
        File.WriteAllLines(protocol, lines);
        return protocol;

        int Jitter(int value) => value + random.Next(-30, 31);
    }
}
