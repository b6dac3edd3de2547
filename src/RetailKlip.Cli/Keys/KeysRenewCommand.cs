using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysRenewCommand : KlipCommand
{
    private readonly Option<string> _repository = KeyOptions.Repository();
    private readonly Option<string[]> _keys = KeyOptions.Keys(required: true);
    private readonly Option<string?> _passphrase = KeyOptions.PassphraseFile();

    public KeysRenewCommand()
        : base("renew", "Signs anew what expires soon, and stages what only offline keys can sign.")
    {
        Add(_repository);
        Add(_keys);
        Add(_passphrase);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var repository = Repository.Open(arguments.GetRequiredValue(_repository));
        var keys = KeyOptions.Read(arguments.GetValue(_keys), arguments.GetValue(_passphrase));
        var renewed = repository.Renew(keys);
        Console.WriteLine(renewed.Count == 0 ? "nothing could be renewed" : $"renewed: {string.Join(", ", renewed)}");
        foreach (var role in repository.Status().Where(role => role is { Due: true, Staged: null }))
            repository.StageRenewal(role.Role, keys);
        foreach (var role in repository.Status())
            if (role.Staged is { } staged)
                Console.WriteLine(Culture.Text($"{staged.File} waits for {staged.Missing} signatures"));
        return ExitCode.Success;
    }
}
