using System.CommandLine;

namespace RetailKlip.Cli;

/// <summary>Changes how a release goes through the fleet, or shows it.</summary>
internal sealed class ServerRolloutCommand : ServerSubcommand
{
    private readonly Argument<long> _release = new("RELEASE")
    {
        Description = "Number of the release, as 'klip server releases list' shows it.",
    };
    // Of the server; null: the rollout is only looked at.
    private readonly string? _action;

    public ServerRolloutCommand(ServerAccess access, string name, string? action, string description)
        : base(access, name, description)
    {
        _action = action;
        Add(_release);
    }

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var release = arguments.GetRequiredValue(_release);
        var request = _action is null
            ? new ServerRequest(HttpMethod.Get, Culture.Text($"api/releases/{release}/rollout"))
            : new ServerRequest(HttpMethod.Post, Culture.Text($"api/releases/{release}/{_action}"));
        var rollout = await server.ChangeAsync(Culture.Text($"release {release}"), request, JsonOutput.Types.ServerRollout, stop);
        if (arguments.GetValue(Json))
            JsonOutput.Line(rollout, JsonOutput.Types.ServerRollout);
        else
            rollout.Print();
        return ExitCode.Success;
    }
}
