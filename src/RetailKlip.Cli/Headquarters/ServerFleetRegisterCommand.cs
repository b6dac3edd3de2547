using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetailKlip.Cli;

internal sealed class ServerFleetRegisterCommand : ServerSubcommand
{
    private readonly Argument<string> _store = new("STORE") { Description = "Name of the store that the kiosk is for." };
    private readonly Option<string?> _name = new("--name") { Description = "The kiosk's name, for people; else the store's.",
        HelpName = "TEXT" };
    private readonly Option<int> _hours = SharedOptions.Count("--hours", "How long the code may be used.", byDefault: 72);

    public ServerFleetRegisterCommand(ServerAccess access)
        : base(access, "register", "Makes a code by which one kiosk may register, see klip provision.")
    {
        Add(_store);
        Add(_name);
        Add(_hours);
    }

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var body = new JsonObject
        {
            ["store"] = arguments.GetRequiredValue(_store), ["name"] = arguments.GetValue(_name), ["hours"] = arguments.GetValue(_hours),
        };
        var request = new ServerRequest(
            HttpMethod.Post, "api/v1/kiosks/registrations", JsonSerializer.SerializeToUtf8Bytes(body, JsonOutput.Types.JsonObject),
            "application/json");
        var made = await server.ChangeAsync("registration", request, JsonOutput.Types.FleetRegistration, stop);
        if (arguments.GetValue(Json))
            JsonOutput.Line(made, JsonOutput.Types.FleetRegistration);
        else
            Console.WriteLine(made.Code);
        return ExitCode.Success;
    }
}
