using System.CommandLine;
using System.Security.Cryptography;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysInitCommand : KlipCommand
{
    private readonly Option<string> _repository = KeyOptions.Repository();
    private readonly Option<string[]> _offline = KeyOptions.Keys(
        "--offline", "Private keys that go offline afterwards: they sign root, targets and models.", required: true);
    private readonly Option<string[]> _online = KeyOptions.Keys(
        "--online", "Private keys that stay with the server: they sign galleries, snapshot and timestamp.", required: true);
    private readonly Option<int> _threshold = SharedOptions.Count("--threshold", "How many of the offline keys must sign.", byDefault: 1);
    private readonly Option<string?> _passphrase = KeyOptions.PassphraseFile();

    public KeysInitCommand()
        : base("init", "Makes an empty update repository, and prints the fingerprint that kiosks are registered with.")
    {
        Add(_repository);
        Add(_offline);
        Add(_online);
        Add(_threshold);
        Add(_passphrase);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var folder = arguments.GetRequiredValue(_repository);
        var (offline, online) = (Read(_offline), Read(_online));
        var threshold = arguments.GetValue(_threshold);
        if (threshold > offline.Count)
            throw new RefusedException($"--threshold is {threshold}, but there are {offline.Count} offline keys: give more keys");
        var (holders, server) = (KeysOf(offline, threshold), KeysOf(online, 1));
        var plan = new RepositoryPlan
        {
            Root = holders,
            Targets = holders,
            Snapshot = server,
            Timestamp = server,
            Delegations =
            [
                new PlannedDelegation("models", holders, ["models/*", "models/*/*"]),
                new PlannedDelegation("galleries", server, ["galleries/*", "galleries/*/*"]),
            ],
        };
        try
        {
            var repository = Repository.Create(folder, plan, [.. offline, .. online]);
            Console.WriteLine($"{Convert.ToHexStringLower(SHA256.HashData(repository.RootFile()))}  {repository.MetadataFolder}");
        }
        catch (InvalidOperationException there)
        {
            throw new RefusedException(there.Message);
        }
        return ExitCode.Success;

        List<SigningKey> Read(Option<string[]> option) => KeyOptions.Read(arguments.GetValue(option), arguments.GetValue(_passphrase));
    }

    private static RoleKeys KeysOf(List<SigningKey> keys, int threshold) => new([.. keys.Select(key => key.Public)], threshold);
}
