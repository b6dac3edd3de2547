using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetailKlip.Cli;

internal sealed class ServerPublishCommand : ServerReleaseCommand
{
    private const int MostPercent = 99;

    private readonly Option<string[]> _ring = new("--ring")
    {
        Description = "Kiosks (by id) and stores that get it first; without --ring and --percent everybody does at once.",
        HelpName = "KIOSK|STORE",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int?> _percent = new("--percent")
    {
        Description = "Share of all registered kiosks that get it next; 10 where only --ring is given.",
        HelpName = "N",
    };
    private readonly Option<int?> _soak = new("--soak")
    {
        Description = "Minutes after which a ring that went well is followed by the next; else when 'releases advance' says so.",
        HelpName = "MINUTES",
    };

    public ServerPublishCommand(ServerAccess access)
        : base(access, "publish", "Publishes all approved products to the kiosks that follow, at once or ring by ring.")
    {
        Add(_ring);
        Add(_percent);
        Add(_soak);
        _percent.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var percent) && percent is < 0 or > MostPercent)
                result.AddError($"--percent is {percent}; 0 to {MostPercent} are expected.");
        });
    }

    protected override ServerRequest Request(ParseResult arguments)
    {
        var (ring, percent, soak) = (arguments.GetValue(_ring) ?? [], arguments.GetValue(_percent), arguments.GetValue(_soak));
        if (ring.Length == 0 && percent is null && soak is null)
            return new(HttpMethod.Post, "api/releases");
        var kiosks = ring.Where(name => Guid.TryParse(name, out _)).ToList();
        var plan = new JsonObject
        {
            ["canaryKiosks"] = new JsonArray([.. kiosks.Select(name => (JsonNode?)name)]),
            ["canaryStores"] = new JsonArray([.. ring.Except(kiosks).Select(name => (JsonNode?)name)]),
            ["percent"] = percent,
            ["soakMinutes"] = soak,
        };
        return new(HttpMethod.Post, "api/releases", JsonSerializer.SerializeToUtf8Bytes(plan, JsonOutput.Types.JsonObject),
            "application/json");
    }
}
