using System.CommandLine;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

/// <summary>The options of <c>klip tuf</c>, before or after its subcommand.</summary>
internal sealed class TufOptions
{
    public Option<string?> MetadataFolder { get; } = new("--metadata-dir")
    {
        Description = "Folder of the trusted metadata: root.json, timestamp.json and so on.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<string?> MetadataAddress { get; } = Address("--metadata-url", "Where the repository has its metadata.");

    public Option<string[]> TargetNames { get; } = new("--target-name")
    {
        Description = "Path of a target in the repository; may be repeated, and is downloaded in this order.",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        Recursive = true,
    };

    public Option<string?> TargetAddress { get; } = Address("--target-base-url", "Where the repository has its targets.");

    public Option<string?> TargetFolder { get; } = new("--target-dir")
    {
        Description = "Folder for downloaded targets: files named by the target's path, percent-encoded.",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Makes options necessary for a subcommand: without them the usage is wrong.</summary>
    public static void Require(Command command, params Option[] options) => command.Validators.Add(result =>
    {
        foreach (var option in options)
            if (result.GetResult(option) is null)
                result.AddError($"Option '{option.Name}' is required.");
    });

    public Updater Updater(ParseResult arguments, HttpClient http) => new(
        new MetadataStore(arguments.GetValue(MetadataFolder)!),
        new Uri(arguments.GetValue(MetadataAddress)!),
        new Uri(arguments.GetValue(TargetAddress) ?? arguments.GetValue(MetadataAddress)!),
        http);

    /// <summary>Slow servers are cut by the client itself, however large a file is.</summary>
    public static HttpClient Http() => new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static Option<string?> Address(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "URL", Recursive = true };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && !(Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
                result.AddError($"{name} is {result.Tokens[0].Value}; an http or https address is expected.");
        });
        return option;
    }
}
