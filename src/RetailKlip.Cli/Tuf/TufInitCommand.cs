using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class TufInitCommand : KlipCommand
{
    private readonly TufOptions _options;
    private readonly Argument<string> _file = new("FILE") { Description = "Root metadata that came by a trusted way, not by the network." };

    public TufInitCommand(TufOptions options)
        : base("init", "Trusts a first root.")
    {
        _options = options;
        Add(_file);
        TufOptions.Require(this, options.MetadataFolder);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var path = arguments.GetRequiredValue(_file);
        var most = new UpdaterOptions().MaxRootBytes;
        if (new FileInfo(path) is { Exists: true } file && file.Length > most)
            throw new RefusedException($"{path} has {file.Length} bytes, but a root has at most {most}: give the repository's root.json");
        var root = File.ReadAllBytes(path);
        var store = new MetadataStore(arguments.GetValue(_options.MetadataFolder)!);
        try
        {
            store.Trust(root);
        }
        catch (TufException refused)
        {
            throw new RefusedException($"{path} cannot be trusted: {refused.Message}");
        }
        Console.WriteLine($"{path} is trusted in {store.Folder}");
        return ExitCode.Success;
    }
}
