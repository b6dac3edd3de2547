using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

/// <summary>Options that the commands of <c>klip keys</c> share.</summary>
internal static class KeyOptions
{
    public static Option<string> Repository() => new("--repository")
    {
        Description = "Folder of the update repository.",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<string[]> Keys(
        string name = "--key", string description = "Private key that signs; may be repeated.", bool required = false) =>
        new(name)
        {
            Description = description,
            HelpName = "FILE",
            Arity = required ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
            AllowMultipleArgumentsPerToken = true,
            Required = required,
        };

    public static Option<string?> PassphraseFile() => new("--passphrase-file")
    {
        Description = $"File whose first line opens the key files; else the variable {Passphrase.Variable}, else you are asked.",
        HelpName = "FILE",
    };

    public static List<SigningKey> Read(IEnumerable<string>? files, string? passphraseFile) =>
        [.. (files ?? []).Select(file => KeyFile.Read(file, Passphrase.Of(passphraseFile, file)))];

    /// <summary>The file of the public half, beside that of the private one.</summary>
    public static string PublicFile(string file) => Path.ChangeExtension(file, ".pub.pem");

    /// <summary>Finds a key that a repository knows by its id, the beginning of its id, or the file of its public half.</summary>
    public static string Find(Repository repository, string named)
    {
        var wanted = File.Exists(named) ? KeyFile.ReadPublic(named).KeyId : named;
        var known = repository.Status().SelectMany(role => role.KeyIds).Distinct();
        return known.Where(id => id.StartsWith(wanted, StringComparison.Ordinal)).Take(2).ToList() is [var id]
            ? id
            : throw new RefusedException($"{named} is not exactly one key of {repository.Folder}: see klip keys list");
    }
}
