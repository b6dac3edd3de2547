using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class ServerDeleteCommand : ServerSubcommand
{
    private readonly Argument<string> _sku = new("SKU") { Description = "The product." };
    private readonly Option<string?> _revision = new("--revision")
    {
        Description = "What it must still be, as `klip server product` prints it; without it, whatever it is now is removed.",
        HelpName = "REVISION",
    };

    public ServerDeleteCommand(ServerAccess access)
        : base(access, "delete", "Removes a product and its pictures; its history stays.")
    {
        Add(_sku);
        Add(_revision);
    }

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var sku = arguments.GetRequiredValue(_sku);
        var (what, path) = ($"product {sku}", ServerRequest.Product(sku));
        var known = new ServerProduct(default, arguments.GetValue(_revision));
        if (known.Revision is null)
            known = await server.GetAsync(what, path, JsonOutput.Types.ServerProduct, stop);
        using var removed = await server.SendAsync(what, new(HttpMethod.Delete, path, Revision: known.Revision), stop);
        if (arguments.GetValue(Json))
            JsonOutput.Line(new RemovedLine(sku), JsonOutput.Types.RemovedLine);
        else
            Console.WriteLine($"product {sku} removed");
        return ExitCode.Success;
    }
}
