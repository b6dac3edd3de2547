using System.CommandLine;
using System.Net;

namespace RetailKlip.Cli;

internal sealed class ServerStatusCommand(ServerAccess access)
    : ServerSubcommand(access, "status", "Shows the server's health, enrolment and last release; 0 if it is healthy.")
{
    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        const string Healthy = "healthy";
        var health = await server.ChangeAsync("health",
            new(HttpMethod.Get, ServerRequest.Ready[1..], Accepted: HttpStatusCode.ServiceUnavailable), JsonOutput.Types.ServerHealth, stop);
        var enrolment = await server.GetAsync("enrolment", "api/enrolment", JsonOutput.Types.EnrolmentProgress, stop);
        var releases = await server.GetAsync("releases", "api/releases?limit=1", JsonOutput.Types.ServerPageServerRelease, stop);
        var status = new ServerStatus(health, enrolment, releases.Items.Count > 0 ? releases.Items[0] : null);
        if (arguments.GetValue(Json))
            JsonOutput.Line(status, JsonOutput.Types.ServerStatus);
        else
            Print(server, status);
        if (health.Status == Healthy)
            return ExitCode.Success;
        var wrong = health.Parts.Where(part => part.Value.Status != Healthy)
            .Select(part => $"{part.Key} {part.Value.Status} ({part.Value.Reason})");
        return Errors.Fail($"{server.Address} is {health.Status}: {string.Join(", ", wrong)}");
    }

    private static void Print(ServerClient server, ServerStatus status)
    {
        var table = new TextTable("server", server.Address.ToString());
        foreach (var (name, part) in status.Health.Parts)
            table.Add(name, part.Reason is null ? part.Status : $"{part.Status}: {part.Reason}");
        var (enrolment, release) = (status.Enrolment, status.LastRelease);
        table.Add("encoder", $"{enrolment.Model}, {enrolment.EncoderId}");
        table.Add("pictures", Culture.Text($"{enrolment.Embedded} embedded, {enrolment.Pending} wait, {enrolment.Refused} refused"));
        table.Add("last release", release is null ? "none yet"
            : Culture.Text($"{release.Id}, {release.Stage}, {release.RequestedAt:u}"));
        table.Write();
    }
}
