using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysDelegateCommand : KeyChangeCommand
{
    private readonly Argument<string> _role = new("ROLE") { Description = "Name of the new role." };
    private readonly Option<string[]> _paths = KeyOptions.Keys(
        "--path", "Pattern of the targets that it may list, such as photos/*; no wildcard matches a slash.", required: true);

    private readonly Option<string[]> _signers = KeyOptions.Keys("--signer", "Public key that signs for it.", required: true);
    private readonly Option<int> _threshold = SharedOptions.Count("--threshold", "How many of its keys must sign.", byDefault: 1);

    public KeysDelegateCommand()
        : base("delegate", "Stages one more role, which may list some of the targets.")
    {
        Add(_role);
        Add(_paths);
        Add(_signers);
        Add(_threshold);
    }

    protected override void Change(Repository repository, ParseResult arguments, IReadOnlyCollection<SigningKey> keys)
    {
        var signers = new RoleKeys([.. (arguments.GetValue(_signers) ?? []).Select(KeyFile.ReadPublic)], arguments.GetValue(_threshold));
        repository.AddRole(new PlannedDelegation(arguments.GetRequiredValue(_role), signers, arguments.GetValue(_paths) ?? []), keys);
    }
}
