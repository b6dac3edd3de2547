using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailKlip.Cli;

internal sealed class ServerPutCommand : ServerSubcommand
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "A product as JSON: as `klip server product` prints it, refused if somebody changed it since, or without a revision.",
    };

    public ServerPutCommand(ServerAccess access)
        : base(access, "put", "Adds or replaces a product.") => Add(_file);

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var file = arguments.GetRequiredValue(_file);
        var given = Read(file);
        var path = ServerRequest.Product(given.Sku);
        // Who names no revision replaces what is there, whatever that is.
        var revision = given.Revision ?? await RevisionAsync(server, given.Sku, stop);
        var body = Encoding.UTF8.GetBytes(given.Product.GetRawText());
        var request = revision is null
            ? new ServerRequest(HttpMethod.Post, "api/products", body, "application/json")
            : new ServerRequest(HttpMethod.Put, path, body, "application/json", revision);
        var put = await server.ChangeAsync(file, request, JsonOutput.Types.ServerProduct, stop);
        if (arguments.GetValue(Json))
            JsonOutput.Line(put, JsonOutput.Types.ServerProduct);
        else
            Console.WriteLine($"product {put.Sku} {(revision is null ? "added" : "replaced")}, revision {put.Revision}");
        return ExitCode.Success;
    }

    /// <returns>Null where the server has no such product.</returns>
    private static async Task<string?> RevisionAsync(ServerClient server, string sku, CancellationToken stop)
    {
        var what = $"product {sku}";
        var request = new ServerRequest(HttpMethod.Get, ServerRequest.Product(sku), Accepted: HttpStatusCode.NotFound);
        using var response = await server.SendAsync(what, request, stop);
        return response.StatusCode == HttpStatusCode.NotFound ? null
            : (await server.ReadAsync(what, response, JsonOutput.Types.ServerProduct, stop)).Revision;
    }

    private static ServerProduct Read(string file)
    {
        try
        {
            var json = JsonElement.Parse(File.ReadAllBytes(file));
            var product = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("product", out var inner)
                ? new ServerProduct(inner, json.TryGetProperty("revision", out var revision) ? revision.GetString() : null)
                : new ServerProduct(json, null);
            return product.Product.ValueKind == JsonValueKind.Object && product.Sku.Length > 0 ? product
                : throw new RefusedException($"{file} holds no product: a JSON object with sku and names is expected");
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            throw new RefusedException($"{file} is no product as JSON: {unread.Message}");
        }
    }
}
