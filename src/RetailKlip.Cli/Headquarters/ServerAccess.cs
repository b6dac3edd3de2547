using System.CommandLine;

namespace RetailKlip.Cli;

/// <summary>The options of <c>klip server</c>, before or after its subcommand: which server, and by whose leave. A token never stands on the
/// command line, where every user of the machine could read it.</summary>
internal sealed class ServerAccess
{
    public const string AddressVariable = "RETAILKLIP_SERVER", TokenVariable = "RETAILKLIP_TOKEN";

    public Option<string?> Address { get; } = new("--server")
    {
        Description = $"Address of the central server; else the variable {AddressVariable}.",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = $"File whose first line is the token; else the variable {TokenVariable}.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<bool> AllowHttp { get; } = new("--allow-http")
    {
        Description = "Sends the token over a network in the clear, where everybody on the way can read it.",
        Recursive = true,
    };

    /// <summary>Makes an address necessary for a command: without one the usage is wrong.</summary>
    public void RequireAddress(Command command) => command.Validators.Add(result =>
    {
        var (from, address) = Given(result.GetValue(Address));
        if (address is null)
            result.AddError($"No server is named: give --server, or set {AddressVariable}.");
        else if (!(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            result.AddError($"{from} is {address}; an http or https address is expected.");
    });

    /// <exception cref="RefusedException">There is no token, or it would cross a network in the clear.</exception>
    public ServerClient Open(ParseResult arguments)
    {
        var address = new Uri(Given(arguments.GetValue(Address)).Address!);
        if (address is { Scheme: "http", IsLoopback: false } && !arguments.GetValue(AllowHttp))
            throw new RefusedException(
                $"{address} would get the token in the clear: give an https address, or --allow-http on a network that you trust");
        return new ServerClient(address, Token(arguments.GetValue(TokenFile)));
    }

    private static (string From, string? Address) Given(string? option) => option is not null ? ("--server", option)
        : (AddressVariable, Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address ? address : null);

    private static string Token(string? file)
    {
        var (from, token) = file is not null ? (file, SecretFile.FirstLine(file, "token"))
            : (TokenVariable, Environment.GetEnvironmentVariable(TokenVariable) ?? "");
        token = token.Trim();
        if (token.Length == 0)
            throw new RefusedException(
                $"no token: give --token-file, or set {TokenVariable}; the server keeps it as administrator.token in its data folder");
        return token.All(letter => letter is > ' ' and <= '~') ? token
            : throw new RefusedException($"{from} holds no token: blanks and letters beyond ASCII are in none");
    }
}
