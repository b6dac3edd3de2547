using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysSignCommand : KlipCommand
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Staged metadata.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _keys = KeyOptions.Keys(required: true);
    private readonly Option<string?> _passphrase = KeyOptions.PassphraseFile();

    public KeysSignCommand()
        : base("sign", "Adds signatures to staged metadata; nothing else of the repository is needed.")
    {
        Add(_files);
        Add(_keys);
        Add(_passphrase);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        foreach (var key in KeyOptions.Read(arguments.GetValue(_keys), arguments.GetValue(_passphrase)))
            foreach (var file in arguments.GetValue(_files)!)
            {
                var (type, version, expires) = StagedFile.Sign(file, key);
                var what = Culture.Text($"{type} version {version}, expires {expires:yyyy-MM-dd}");
                Console.WriteLine($"{file}: {what}, signed by {key.Public.KeyId}");
            }
        return ExitCode.Success;
    }
}
