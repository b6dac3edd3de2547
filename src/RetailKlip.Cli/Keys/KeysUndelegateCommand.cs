using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysUndelegateCommand : KeyChangeCommand
{
    private readonly Argument<string> _role = new("ROLE") { Description = "A delegated role." };

    public KeysUndelegateCommand()
        : base("undelegate", "Stages that a role may list no targets any more: kiosks find none of them.") => Add(_role);

    protected override void Change(Repository repository, ParseResult arguments, IReadOnlyCollection<SigningKey> keys) =>
        repository.RemoveRole(arguments.GetRequiredValue(_role), keys);
}
