using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysRotateCommand : KeyChangeCommand
{
    private readonly Argument<string> _role = new("ROLE") { Description = "root, timestamp, snapshot, targets, or a delegated role." };
    private readonly Option<string[]> _remove = KeyOptions.Keys(
        "--remove", "Key to take away: its id, the beginning of it, or its public file.");

    private readonly Option<string[]> _add = KeyOptions.Keys("--add", "Public key to add.");
    private readonly Option<int> _threshold = SharedOptions.Count("--threshold", "How many keys must sign from now on.");

    public KeysRotateCommand()
        : base("rotate", "Stages other keys for a role.")
    {
        Add(_role);
        Add(_remove);
        Add(_add);
        Add(_threshold);
        Validators.Add(result =>
        {
            if (result.GetResult(_remove) is null && result.GetResult(_add) is null && result.GetResult(_threshold) is null)
                result.AddError("At least one of --remove, --add and --threshold is required.");
        });
    }

    protected override void Change(Repository repository, ParseResult arguments, IReadOnlyCollection<SigningKey> keys)
    {
        var removed = (arguments.GetValue(_remove) ?? []).Select(named => KeyOptions.Find(repository, named)).ToHashSet();
        var added = (arguments.GetValue(_add) ?? []).Select(KeyFile.ReadPublic).ToList();
        var threshold = arguments.GetResult(_threshold) is null ? (int?)null : arguments.GetValue(_threshold);
        repository.ChangeKeys(
            arguments.GetRequiredValue(_role),
            before => new RoleKeys(
                [.. before.Keys.Where(key => !removed.Contains(key.KeyId)), .. added], threshold ?? before.Threshold),
            keys);
    }
}
