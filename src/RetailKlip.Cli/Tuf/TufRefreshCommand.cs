using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class TufRefreshCommand : KlipCommand
{
    private readonly TufOptions _options;

    public TufRefreshCommand(TufOptions options)
        : base("refresh", "Brings the trusted metadata up to date.")
    {
        _options = options;
        TufOptions.Require(this, options.MetadataFolder, options.MetadataAddress);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        using var http = TufOptions.Http();
        _options.Updater(arguments, http).RefreshAsync(stop).GetAwaiter().GetResult();
        var (folder, address) = (arguments.GetValue(_options.MetadataFolder), arguments.GetValue(_options.MetadataAddress));
        Console.WriteLine($"{folder} is up to date with {address}");
        return ExitCode.Success;
    }
}
