using System.CommandLine;

namespace RetailKlip.Cli;

/// <summary>A command that asks for a release, which the server makes in the background.</summary>
internal abstract class ServerReleaseCommand : ServerSubcommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Option<bool> _wait = new("--wait") { Description = "Waits until it is published or failed; 1 if it failed." };

    protected ServerReleaseCommand(ServerAccess access, string name, string description)
        : base(access, name, description) => Add(_wait);

    protected abstract ServerRequest Request(ParseResult arguments);

    protected sealed override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var release = await server.ChangeAsync("release", Request(arguments), JsonOutput.Types.ServerRelease, stop);
        while (arguments.GetValue(_wait) && release.Stage == ServerRelease.Waiting)
        {
            await Task.Delay(Pause, stop);
            release = await server.GetAsync("release", Culture.Text($"api/releases/{release.Id}"), JsonOutput.Types.ServerRelease, stop);
        }
        if (arguments.GetValue(Json))
            JsonOutput.Line(release, JsonOutput.Types.ServerRelease);
        else
            release.Print();
        return release.Stage == ServerRelease.Failed
            ? Errors.Fail(Culture.Text($"release {release.Id} failed: {release.Reason}"))
            : ExitCode.Success;
    }
}
