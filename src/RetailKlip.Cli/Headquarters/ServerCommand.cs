using System.CommandLine;

namespace RetailKlip.Cli;

/// <summary>What a technician does on the central server, for scripts.</summary>
internal sealed class ServerCommand : Command
{
    public ServerCommand()
        : base("server", "Works on the central server: products, pictures, approval, releases, stores.")
    {
        var access = new ServerAccess();
        Add(access.Address);
        Add(access.TokenFile);
        Add(access.AllowHttp);
        Add(new ServerStatusCommand(access));
        Add(new ServerProductsCommand(access) { new ServerImportCommand(access) });
        Add(new ServerProductCommand(access));
        Add(new ServerPutCommand(access));
        Add(new ServerDeleteCommand(access));
        Add(new ServerImportCommand(access));
        Add(new ServerExportCommand(access));
        Add(new ServerEnrolCommand(access));
        Add(new ServerApproveCommand(access));
        Add(new ServerPublishCommand(access));
        Add(new Command("releases", "Lists and publishes releases.") { new ServerReleasesCommand(access), new ServerPublishCommand(access) });
        Add(new ServerAssortmentCommand(access));
    }
}
