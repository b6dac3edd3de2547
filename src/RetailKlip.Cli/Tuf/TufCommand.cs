using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

/// <summary>The client of an update repository, under the command-line protocol of the TUF conformance suite.</summary>
internal sealed class TufCommand : Command
{
    public TufCommand()
        : base("tuf", "Follows a repository of The Update Framework: trusts a first root, refreshes metadata, downloads targets.")
    {
        var options = new TufOptions();
        Add(options.MetadataFolder);
        Add(options.MetadataAddress);
        Add(options.TargetNames);
        Add(options.TargetAddress);
        Add(options.TargetFolder);
        Add(new TufInitCommand(options));
        Add(new TufRefreshCommand(options));
        Add(new TufDownloadCommand(options));
    }
}
