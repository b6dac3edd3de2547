using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class ServerReleasesCommand(ServerAccess access)
    : ServerSubcommand(access, "list", "Lists releases and what became of them, newest first; JSON lines with --json.")
{
    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var releases = server.ListAsync("releases", "api/releases?limit=200", JsonOutput.Types.ServerPageServerRelease, stop);
        if (arguments.GetValue(Json))
        {
            await foreach (var release in releases)
                JsonOutput.Line(release, JsonOutput.Types.ServerRelease);
            return ExitCode.Success;
        }
        var table = new TextTable("release", "requested", "stage", "version", "products", "new versions of", "reason");
        await foreach (var release in releases)
            table.Add(Culture.Text($"{release.Id}"), Culture.Text($"{release.RequestedAt:u}"), release.Stage,
                Culture.Text($"{release.Version}"),
                Culture.Text($"{release.Products}"), string.Join(' ', release.Galleries), release.Reason ?? "");
        table.Write();
        return ExitCode.Success;
    }
}
