using System.CommandLine;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

internal sealed class ModelCheckCommand : KlipCommand
{
    // The export gate: an FP32 encoder equals its origin within this.
    private const double MostAbsDiff = 1e-4;
    private const double LeastCosine = 0.9999;

    private readonly Argument<string> _folder = new("DIR") { Description = "Model package: a folder with encoder.onnx and model.json." };
    private readonly Option<string?> _expected = new("--expected")
    {
        Description = "Feeds the tensor `input` of this file and compares raw outputs with its `output`.",
        HelpName = "FILE.safetensors",
    };
    private readonly Option<bool> _json = SharedOptions.Json();

    public ModelCheckCommand()
        : base("check", "Proves a model package: files, hashes, and its golden pictures on every execution provider.")
    {
        Add(_folder);
        Add(_expected);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var folder = arguments.GetRequiredValue(_folder);
        var package = ModelPackage.Open(folder);
        var providers = ProviderChecks.Run(package);
        var golden = providers.Min(provider => provider.MinCosine);
        var expected = arguments.GetValue(_expected) is { } file && golden is not null ? Compare(package, file) : null;
        var check = new ModelCheck(
            folder, package.EncoderId.Value, package.Manifest.Precision, providers, expected?.MaxAbsDiff, expected?.MinCosine ?? golden);
        if (arguments.WantsJson(_json))
            JsonOutput.Line(check, JsonOutput.Types.ModelCheck);
        else
            Print(check);

        if (!ProviderChecks.AllWork(providers))
            return Errors.Fail(
                string.Join(' ', from provider in providers where provider.State == ProviderCheck.Failed select provider.Detail));
        if (expected is null)
            return ExitCode.Success;
        // Other precisions of an encoder are held to what admits them to its galleries.
        var (most, least) =
            package.Manifest.Precision == "fp32" ? (MostAbsDiff, LeastCosine) : (double.PositiveInfinity, Encoder.GoldenCosine);
        return expected.MaxAbsDiff <= most && expected.MinCosine >= least
            ? ExitCode.Success
            : Errors.Fail(Culture.Text(
                $"{folder} differs by {expected.MaxAbsDiff:G3}, cosine {expected.MinCosine:G6} (limits {most}, {least}): export it again"));
    }

    private static ExpectedOutputs Compare(ModelPackage package, string file)
    {
        using var encoder = Encoder.Open(package);
        return ExpectedOutputs.Compare(encoder, file);
    }

    private static void Print(ModelCheck check)
    {
        var table = new TextTable("part", "state", "detail");
        table.Add("package", "ok", $"{check.Model}, {check.Precision}, encoder {check.EncoderId}");
        foreach (var provider in check.Providers)
            table.Add(provider.Provider, provider.State, provider.Detail);
        if (check.MaxAbsDiff is { } difference)
            table.Add("expected", "", Culture.Text($"largest difference {difference:G3}, least cosine {check.MinCosine:F6}"));
        table.Write();
    }
}
