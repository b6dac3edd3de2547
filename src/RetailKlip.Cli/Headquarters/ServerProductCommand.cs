using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class ServerProductCommand : ServerSubcommand
{
    private readonly Argument<string> _sku = new("SKU") { Description = "The product." };

    public ServerProductCommand(ServerAccess access)
        : base(access, "product", "Prints a product with its revision as JSON, for `klip server put`.") => Add(_sku);

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var sku = arguments.GetRequiredValue(_sku);
        var product = await server.GetAsync($"product {sku}", ServerRequest.Product(sku), JsonOutput.Types.ServerProduct, stop);
        JsonOutput.Line(product, JsonOutput.Types.ServerProduct);
        return ExitCode.Success;
    }
}
