using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class ServerFleetStatusCommand : ServerSubcommand
{
    private readonly Option<string?> _store = new("--store") { Description = "Only kiosks of this store.", HelpName = "NAME" };

    public ServerFleetStatusCommand(ServerAccess access)
        : base(access, "status", "Lists the registered kiosks, how each is and what it runs; one object with --json.") => Add(_store);

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var filter = arguments.GetValue(_store) is { } store ? $"&store={Uri.EscapeDataString(store)}" : "";
        var kiosks = await server.ListAsync("fleet", $"api/v1/kiosks?limit=200{filter}", JsonOutput.Types.ServerPageFleetKiosk, stop)
            .ToListAsync(stop);
        if (arguments.GetValue(Json))
        {
            JsonOutput.Line(new FleetStatus(kiosks), JsonOutput.Types.FleetStatus);
            return ExitCode.Success;
        }
        var now = TimeProvider.System.GetUtcNow();
        var table = new TextTable("kiosk", "store", "name", "state", "heard", "gallery", "runs", "should run");
        foreach (var kiosk in kiosks)
            table.Add(kiosk.Id.ToString(), kiosk.Store, kiosk.Name, kiosk.State(now), kiosk.SeenAt is { } seen
                ? Culture.Text($"{seen:u}") : "",
                kiosk.Gallery ?? "", Culture.Text($"{kiosk.Release}"), Culture.Text($"{kiosk.Assigned}"));
        table.Write();
        return ExitCode.Success;
    }
}
