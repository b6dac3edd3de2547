using System.CommandLine;
using System.CommandLine.Invocation;

namespace RetailKlip.Cli;

/// <summary>From arguments to exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        // No response files: what begins with @ is a name, of a file or of a target.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            var command = Path(parsed.CommandResult);
            Errors.Write($"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See: {command} --help");
            return ExitCode.Usage;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static string Path(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : "klip";
}
