using System.CommandLine;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

internal sealed class ModelCheckCommand : KlipCommand
{
    // The export gate: an FP32 encoder equals its origin within this.
    private const double MostAbsDiff = 1e-4;
    private const double LeastCosine = 0.9999;

    private readonly Argument<string> _folder = new("DIR") { Description = "Model package: a folder with encoder.onnx and model.json." };
    private readonly Option<string?> _expected = new("--expected") { Description = "Feeds the tensor `input` of this file and compares raw outputs with its `output`.", HelpName = "FILE.safetensors" };
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
        var expected = arguments.GetValue(_expected) is { } file && providers.Any(provider => provider.MinCosine is not null) ? Compare(package, file) : null;
        var check = new ModelCheck(folder, package.EncoderId.Value, package.Manifest.Precision, providers, expected?.MaxAbsDiff, expected?.MinCosine ?? providers.Min(provider => provider.MinCosine));
        if (arguments.WantsJson(_json))
            JsonOutput.Line(check, JsonOutput.Types.ModelCheck);
        else
            Print(check);

        if (!ProviderChecks.AllWork(providers))
            return Errors.Fail(string.Join(" ", providers.Where(provider => provider.State == "failed").Select(provider => provider.Detail)));
        if (expected is null)
            return ExitCode.Success;
        var isParent = package.Manifest.Precision == "fp32";
        if (isParent && !(expected.MaxAbsDiff <= MostAbsDiff && expected.MinCosine >= LeastCosine))
            return Errors.Fail(Culture.Text($"{folder} differs from what is expected by {expected.MaxAbsDiff:G3} and cosine {expected.MinCosine:G6}; {MostAbsDiff} and {LeastCosine} are the limits: export it again"));
        return isParent || expected.MinCosine >= Encoder.GoldenCosine
            ? ExitCode.Success
            : Errors.Fail(Culture.Text($"{folder} reaches cosine {expected.MinCosine:G6} of what is expected; {Encoder.GoldenCosine} is needed: export it again"));
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
