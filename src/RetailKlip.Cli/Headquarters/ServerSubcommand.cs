using System.CommandLine;

namespace RetailKlip.Cli;

/// <summary>A command that asks the central server for something.</summary>
internal abstract class ServerSubcommand : KlipCommand
{
    private readonly ServerAccess _access;

    protected ServerSubcommand(ServerAccess access, string name, string description)
        : base(name, description)
    {
        _access = access;
        access.RequireAddress(this);
        Add(Json);
    }

    protected Option<bool> Json { get; } = SharedOptions.JsonOnRequest();

    protected abstract Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop);

    protected sealed override int Run(ParseResult arguments, CancellationToken stop)
    {
        using var server = _access.Open(arguments);
        return RunAsync(server, arguments, stop).GetAwaiter().GetResult();
    }
}
