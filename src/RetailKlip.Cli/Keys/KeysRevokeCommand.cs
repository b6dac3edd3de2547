using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysRevokeCommand : KeyChangeCommand
{
    private readonly Argument<string> _key = new("KEY") { Description = "The key: its id, the beginning of it, or its public file." };
    private readonly Option<string?> _replacement = new("--by")
    {
        Description = "Public key that takes its place in every role.",
        HelpName = "FILE",
    };

    public KeysRevokeCommand()
        : base("revoke", "Stages the removal of a key from every role, as when it was stolen or lost.")
    {
        Add(_key);
        Add(_replacement);
    }

    protected override void Change(Repository repository, ParseResult arguments, IReadOnlyCollection<SigningKey> keys)
    {
        var revoked = KeyOptions.Find(repository, arguments.GetRequiredValue(_key));
        PublicKey[] replacement = arguments.GetValue(_replacement) is { } file ? [KeyFile.ReadPublic(file)] : [];
        var affected = repository.Status().Where(role => role.KeyIds.Contains(revoked)).ToList();
        if (affected.Find(role => role.KeyIds.Count - 1 + replacement.Length < role.Threshold) is { } tooFew)
            throw new RefusedException($"{tooFew.Role} would have fewer keys than must sign: name another key with --by");
        foreach (var role in affected)
            repository.ChangeKeys(
                role.Role, before => before with { Keys = [.. before.Keys.Where(key => key.KeyId != revoked), .. replacement] }, keys);
    }
}
