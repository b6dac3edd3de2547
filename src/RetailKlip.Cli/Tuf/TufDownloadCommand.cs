using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class TufDownloadCommand : KlipCommand
{
    private readonly TufOptions _options;

    public TufDownloadCommand(TufOptions options)
        : base("download", "Refreshes, then downloads targets; the first that fails ends the run.")
    {
        _options = options;
        TufOptions.Require(
            this, options.MetadataFolder, options.MetadataAddress, options.TargetNames, options.TargetAddress, options.TargetFolder);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop) => RunAsync(arguments, stop).GetAwaiter().GetResult();

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        using var http = TufOptions.Http();
        var updater = _options.Updater(arguments, http);
        await updater.RefreshAsync(stop);
        foreach (var name in arguments.GetValue(_options.TargetNames)!)
        {
            var target = await updater.FindAsync(name, stop)
                ?? throw new RefusedException(
                    $"no role of {arguments.GetValue(_options.MetadataAddress)} lists target {name}: check its path");
            var path = Path.Combine(arguments.GetValue(_options.TargetFolder)!, FileName(name));
            await updater.DownloadAsync(target, path, stop);
            Console.WriteLine(path);
        }
        return ExitCode.Success;
    }

    // Nothing that a target is called leaves the folder.
    private static string FileName(string target) => Uri.EscapeDataString(target) is { Length: > 0 } name && name is not "." and not ".."
        ? name
        : throw new RefusedException($"target '{target}' cannot be the name of a file");
}
