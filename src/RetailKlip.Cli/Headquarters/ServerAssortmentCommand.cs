using System.CommandLine;
using System.Text.Json;

namespace RetailKlip.Cli;

internal sealed class ServerAssortmentCommand : ServerSubcommand
{
    private readonly Argument<string> _store = new("STORE") { Description = "Name of the store: lower-case letters, digits and hyphens." };
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "The skus that it sells, one a line; without it those that it sells now are printed so.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public ServerAssortmentCommand(ServerAccess access)
        : base(access, "assortment", "Says what a store sells, as a whole, or prints it.")
    {
        Add(_store);
        Add(_file);
    }

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var (store, json) = (arguments.GetRequiredValue(_store), arguments.GetValue(Json));
        var (what, path) = ($"store {store}", $"api/stores/{Uri.EscapeDataString(store)}/assortment");
        if (arguments.GetValue(_file) is not { } file)
        {
            var sold = await server.GetAsync(what, path, JsonOutput.Types.Assortment, stop);
            if (json)
                JsonOutput.Line(sold, JsonOutput.Types.Assortment);
            else
                foreach (var sku in sold.Skus)
                    Console.WriteLine(sku);
            return ExitCode.Success;
        }
        var lines = await File.ReadAllLinesAsync(file, stop);
        var wanted = new Assortment([.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)]);
        var body = JsonSerializer.SerializeToUtf8Bytes(wanted, JsonOutput.Types.Assortment);
        var request = new ServerRequest(HttpMethod.Put, path, body, "application/json");
        var changed = await server.ChangeAsync($"{file}, {what}", request, JsonOutput.Types.StoreLine, stop);
        if (json)
            JsonOutput.Line(changed, JsonOutput.Types.StoreLine);
        else
            Console.WriteLine(Culture.Text($"store {changed.Name} sells {changed.Products} products"));
        return ExitCode.Success;
    }
}
