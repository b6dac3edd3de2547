using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

/// <summary>A command that stages other keys for roles, and says who has to sign.</summary>
internal abstract class KeyChangeCommand : KlipCommand
{
    private readonly Option<string> _repository = KeyOptions.Repository();
    private readonly Option<string[]> _keys = KeyOptions.Keys();
    private readonly Option<string?> _passphrase = KeyOptions.PassphraseFile();

    protected KeyChangeCommand(string name, string description)
        : base(name, description)
    {
        Add(_repository);
        Add(_keys);
        Add(_passphrase);
    }

    protected abstract void Change(Repository repository, ParseResult arguments, IReadOnlyCollection<SigningKey> keys);

    protected sealed override int Run(ParseResult arguments, CancellationToken stop)
    {
        var repository = Repository.Open(arguments.GetRequiredValue(_repository));
        try
        {
            Change(repository, arguments, KeyOptions.Read(arguments.GetValue(_keys), arguments.GetValue(_passphrase)));
        }
        catch (ArgumentException impossible)
        {
            throw new RefusedException(impossible.Message);
        }
        foreach (var role in repository.Status())
            if (role.Staged is { } staged)
                Console.WriteLine(Culture.Text($"{staged.File} waits for {staged.Missing} signatures"));
        Console.WriteLine("Sign these files with klip keys sign, then run klip keys publish.");
        return ExitCode.Success;
    }
}
