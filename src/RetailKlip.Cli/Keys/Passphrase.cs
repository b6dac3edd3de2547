using RetailKlip.Tuf;
using Spectre.Console;

namespace RetailKlip.Cli;

/// <summary>The passphrase of a key file: from a file, from the environment, else from the person at the terminal.</summary>
internal static class Passphrase
{
    public const string Variable = "KLIP_PASSPHRASE";

    /// <param name="file">Its first line is the passphrase; null where none was given.</param>
    /// <param name="keyFile">Whose passphrase is asked for.</param>
    public static string Of(string? file, string keyFile)
    {
        if (file is not null)
            return SecretFile.FirstLine(file, "passphrase");
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return given;
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
            throw new RefusedException($"{keyFile} needs a passphrase: give --passphrase-file, or set {Variable}");
        return AnsiConsole.Prompt(new TextPrompt<string>($"Passphrase of {Markup.Escape(keyFile)}:").Secret());
    }

    /// <summary>One that a new key can be encrypted with.</summary>
    public static string ForNew(string? file, string keyFile) => Of(file, keyFile) is { Length: >= KeyFile.ShortestPassphrase } passphrase
        ? passphrase
        : throw new RefusedException($"the passphrase of {keyFile} must have at least {KeyFile.ShortestPassphrase} characters");
}
