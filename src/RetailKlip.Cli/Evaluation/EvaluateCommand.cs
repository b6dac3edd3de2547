using System.CommandLine;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

internal sealed class EvaluateCommand : KlipCommand
{
    private const int TimedCrops = 100;

    private readonly Option<string> _model = SharedOptions.Model();
    private readonly Option<string> _protocol = SharedOptions.Protocol();
    private readonly Option<string> _images = SharedOptions.ProtocolImages();
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Also writes a self-contained page with products, confusions and the worst queries.",
        HelpName = "HTML",
    };
    private readonly Option<bool> _json = SharedOptions.Json();

    public EvaluateCommand()
        : base("evaluate", "Measures how well an encoder names the pictures of a protocol and tells unknown products from known ones.")
    {
        Add(_model);
        Add(_protocol);
        Add(_images);
        Add(_report);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var images = arguments.GetRequiredValue(_images);
        var protocol = ProtocolPictures.Open(arguments.GetRequiredValue(_protocol), images);
        using var encoder = Models.OpenEncoder(arguments.GetRequiredValue(_model));

        var embeddings = ProtocolPictures.Embed(encoder, protocol, images, stop);
        var files = embeddings.Keys.Select(path => Path.Combine(images, path)).ToList();
        var results = new EvaluationResults(protocol, embeddings);
        var times = ProgressBar.Run("timing single crops", 1, _ => EncodeTimes.Measure(encoder.Package, files, TimedCrops, stop));
        var evaluation = Summarise(results, encoder, times);
        if (arguments.GetValue(_report) is { } report)
            File.WriteAllText(report, new EvaluationReport(evaluation, results, images).ToHtml());
        Print(evaluation, arguments.WantsJson(_json));
        return ExitCode.Success;
    }

    private static Evaluation Summarise(EvaluationResults results, Encoder encoder, EncodeTimes times)
    {
        var metrics = results.Metrics;
        var package = encoder.Package;
        return new Evaluation(
            metrics.Top1,
            metrics.Top5,
            metrics.PerClass,
            metrics.Map,
            metrics.MapAtR,
            metrics.RPrecision,
            metrics.Auroc,
            metrics.DirAtFar1,
            metrics.DirAtFar01,
            results.Queries.Count,
            results.Unknowns.Count,
            results.Gallery.Entries.Length,
            results.Gallery.Products.Length,
            times,
            package.Manifest.Decision is null ? null : DecisionShares.Of(package.DecisionPolicy(), results.Queries, results.Unknowns),
            results.Protocol.Path,
            package.Folder,
            encoder.EncoderId.Value,
            encoder.Provider.ToString());
    }

    private static void Print(Evaluation evaluation, bool json)
    {
        if (json)
        {
            JsonOutput.Line(evaluation, JsonOutput.Types.Evaluation);
            return;
        }
        var table = new TextTable("measure", "value");
        foreach (var (name, value) in EvaluationReport.Measures(evaluation))
            table.Add(name, value);
        table.Write();
    }
}
