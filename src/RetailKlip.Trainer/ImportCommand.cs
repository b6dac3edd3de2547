using System.CommandLine;

namespace RetailKlip.Trainer;

/// <summary><c>klip-train import</c>.</summary>
internal sealed class ImportCommand : TrainerCommand
{
    private readonly Option<string> _checkpoint = new("--checkpoint")
    {
        Description = $"Folder with {OpenClipConfig.FileName} and {OpenClipCheckpoint.WeightsName}.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder to write the model package to; its name becomes the model's.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string> _licence = new("--licence")
    {
        Description = "The checkpoint's licence, for the package's manifest.",
        DefaultValueFactory = _ => CheckpointImport.UnknownLicence,
    };

    public ImportCommand()
        : base("import", "Makes a model package of an OpenCLIP checkpoint, without training.")
    {
        Add(_checkpoint);
        Add(_out);
        Add(_licence);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var package = CheckpointImport.Write(
            arguments.GetRequiredValue(_checkpoint), arguments.GetRequiredValue(_out), arguments.GetRequiredValue(_licence));
        Console.WriteLine($"{package.Folder}: {package.Manifest.Metrics.ToJsonString()}");
        return Task.FromResult(0);
    }
}
