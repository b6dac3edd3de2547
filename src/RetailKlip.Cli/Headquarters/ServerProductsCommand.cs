using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class ServerProductsCommand : ServerSubcommand
{
    private readonly Option<string?> _search = new("--search")
    {
        Description = "Part of a sku or name, past case and accents.",
        HelpName = "TEXT",
    };
    private readonly Option<string?> _department = new("--department") { Description = "Of one department.", HelpName = "NAME" };
    private readonly Option<string?> _gtin = new("--gtin") { Description = "That bears this GTIN.", HelpName = "GTIN" };

    public ServerProductsCommand(ServerAccess access)
        : base(access, "products", "Lists the catalogue's products by sku; JSON lines with --json.")
    {
        Add(_search);
        Add(_department);
        Add(_gtin);
    }

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var path = "api/products?limit=200";
        foreach (var (name, option) in new[] { ("q", _search), ("department", _department), ("gtin", _gtin) })
            if (arguments.GetValue(option) is { } wanted)
                path += $"&{name}={Uri.EscapeDataString(wanted)}";
        var products = server.ListAsync("products", path, JsonOutput.Types.ServerPageServerProduct, stop);
        if (arguments.GetValue(Json))
        {
            await foreach (var product in products)
                JsonOutput.Line(product, JsonOutput.Types.ServerProduct);
            return ExitCode.Success;
        }
        var table = new TextTable("sku", "name", "gtins", "department");
        await foreach (var product in products)
            table.Add(product.Sku, product.Name, product.Gtins, product.Text("department") ?? "");
        table.Write();
        return ExitCode.Success;
    }
}
