using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysGenerateCommand : KlipCommand
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "New file for the private key, such as ann.pem; the public one goes beside it, to ann.pub.pem.",
    };

    private readonly Option<string> _algorithm = new("--algorithm") { Description = "Kind of key.", DefaultValueFactory = _ => "ed25519" };
    private readonly Option<string?> _passphrase = KeyOptions.PassphraseFile();

    public KeysGenerateCommand()
        : base("generate", "Makes a key, encrypted under a passphrase.")
    {
        _algorithm.AcceptOnlyFromAmong("ed25519", "ecdsa");
        Add(_file);
        Add(_algorithm);
        Add(_passphrase);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var file = arguments.GetRequiredValue(_file);
        var passphrase = Passphrase.ForNew(arguments.GetValue(_passphrase), file);
        var algorithm = arguments.GetValue(_algorithm) == "ecdsa" ? SignatureAlgorithm.EcdsaP256 : SignatureAlgorithm.Ed25519;
        using var key = SigningKey.Generate(algorithm);
        KeyFile.Write(file, key, passphrase);
        KeyFile.WritePublic(KeyOptions.PublicFile(file), key.Public);
        Console.WriteLine($"{key.Public.KeyId}  {file}");
        return ExitCode.Success;
    }
}
