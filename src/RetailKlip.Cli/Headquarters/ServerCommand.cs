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
        Add(new Command("releases", "Lists and publishes releases, and leads them through the fleet.")
        {
            new ServerReleasesCommand(access),
            new ServerPublishCommand(access),
            new ServerRolloutCommand(access, "rollout", null, "Shows how far a release has come in the fleet, and how the kiosks that run it are."),
            new ServerRolloutCommand(access, "advance", "advance", "Leads a release to the next ring."),
            new ServerRolloutCommand(access, "halt", "halt", "Gives a release to nobody more; who has it keeps it."),
            new ServerRolloutCommand(access, "resume", "resume", "Goes on with a halted release."),
            new ServerRollbackCommand(access),
        });
        Add(new Command("fleet", "Works with registered kiosks.") { new ServerFleetStatusCommand(access), new ServerFleetRegisterCommand(access) });
        Add(new ServerAssortmentCommand(access));
    }
}
