using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class ServerRollbackCommand : ServerReleaseCommand
{
    private readonly Argument<long> _release = new("RELEASE")
    {
        Description = "Number of the newest release, as 'klip server releases list' shows it.",
    };

    public ServerRollbackCommand(ServerAccess access)
        : base(access, "rollback", "Publishes, to all kiosks, a new release with the content from before this one.") => Add(_release);

    protected override ServerRequest Request(ParseResult arguments) =>
        new(HttpMethod.Post, Culture.Text($"api/releases/{arguments.GetRequiredValue(_release)}/rollback"));
}
