using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

internal sealed class KeysListCommand : KlipCommand
{
    private readonly Option<string> _repository = KeyOptions.Repository();
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Public keys, whose files' names then stand for their ids.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _json = SharedOptions.JsonOnRequest();

    public KeysListCommand()
        : base("list", "Shows roles, their keys, when they expire, and what waits for signatures.")
    {
        Add(_repository);
        Add(_files);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var roles = Repository.Open(arguments.GetRequiredValue(_repository)).Status();
        if (arguments.GetValue(_json))
        {
            foreach (var role in roles)
                JsonOutput.Line(RoleLine.Of(role), JsonOutput.Types.RoleLine);
            return ExitCode.Success;
        }
        var names = (arguments.GetValue(_files) ?? []).ToDictionary(file => KeyFile.ReadPublic(file).KeyId, Path.GetFileName);
        var table = new TextTable("role", "version", "expires", "signers", "keys", "waits for");
        foreach (var role in roles)
        {
            var expires = Culture.Text($"{role.Expires:yyyy-MM-dd}{(role.Due ? ", due" : "")}");
            var keys = string.Join(' ', role.KeyIds.Select(id => names.GetValueOrDefault(id) ?? id[..Math.Min(8, id.Length)]));
            var waits = role.Staged is { } staged ? Culture.Text($"{staged.Missing} signatures of {staged.File}") : "";
            table.Add(
                role.Role, Culture.Text($"{role.Version}"), expires, Culture.Text($"{role.Threshold} of {role.KeyIds.Count}"), keys, waits);
        }
        table.Write();
        return ExitCode.Success;
    }
}
