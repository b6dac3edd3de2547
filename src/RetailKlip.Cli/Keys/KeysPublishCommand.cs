using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysPublishCommand : KlipCommand
{
    private readonly Option<string> _repository = KeyOptions.Repository();
    private readonly Option<string[]> _keys = KeyOptions.Keys(description: "Online private key: snapshot and timestamp are signed anew.");
    private readonly Option<string?> _passphrase = KeyOptions.PassphraseFile();

    public KeysPublishCommand()
        : base("publish", "Publishes what was staged, once all of it is signed.")
    {
        Add(_repository);
        Add(_keys);
        Add(_passphrase);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var repository = Repository.Open(arguments.GetRequiredValue(_repository));
        var keys = KeyOptions.Read(arguments.GetValue(_keys), arguments.GetValue(_passphrase));
        var published = repository.PublishStaged(keys);
        Console.WriteLine(published.Count == 0 ? "nothing is staged" : $"published: {string.Join(", ", published)}");
        return ExitCode.Success;
    }
}
