using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace RetailKlip.Server;

internal static class CsvEndpoints
{
    private const string Csv = "text/csv";

    private const int MostFaults = 1000;

    public static void MapCsv(this IEndpointRouteBuilder api)
    {
        var largest = api.ServiceProvider.GetRequiredService<IOptions<ServerOptions>>().Value.MaxImportBytes;
        api.MapGet("/catalogue.csv", ExportAsync).WithTags("Products").WithSummary("All products as a table").Produces<string>(200, Csv);
        api.MapPost("/catalogue.csv", ImportAsync).WithMetadata(ChangesData.Instance, new BodyLimit(largest)).Accepts<string>(Csv).WithTags("Products")
            .WithSummary("Adds and changes products by a table, all or nothing; with dryRun=true only checks").Produces<ImportResponse>()
            .ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
    }

    private static async Task<IResult> ImportAsync(CatalogueImport import, HttpContext http, bool? dryRun, CancellationToken cancellation)
    {
        var (faults, done) = await import.RunAsync(http.Request.Body, dryRun == true, http.User.Identity?.Name ?? "", cancellation);
        if (done is not null)
            return Results.Ok(done);
        var where = faults[0].Column is { Length: > 0 } column ? $"row {faults[0].Row}, column {column}" : $"row {faults[0].Row}";
        return Results.Problem(
            $"Nothing was changed: {faults.Count} faults. The first one is in {where}: {faults[0].Reason}",
            statusCode: StatusCodes.Status422UnprocessableEntity,
            extensions: new Dictionary<string, object?> { ["faults"] = faults.Take(MostFaults).ToList() });
    }

    private static async Task ExportAsync(ServerContext db, HttpContext http, CancellationToken cancellation)
    {
        var languages = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var product in AllAsync(db).WithCancellation(cancellation))
            languages.UnionWith(product.Names.Keys);
        string[] columns = [ProductColumns.Sku, .. languages.Select(language => ProductColumns.NamePrefix + language), .. ProductColumns.Fixed.Skip(1)];
        http.Response.ContentType = Csv + "; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"catalogue.csv\"";
        // Spreadsheets know UTF-8 by its mark alone.
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);
        await using var writer = new StreamWriter(http.Response.Body, encoding, leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', columns).AsMemory(), cancellation);
        await foreach (var product in AllAsync(db).WithCancellation(cancellation))
        {
            var cells = columns.Select(column => CsvCell.Write(ProductColumns.Read(product, column)));
            await writer.WriteLineAsync(string.Join(',', cells).AsMemory(), cancellation);
        }
    }

    private static async IAsyncEnumerable<ProductDocument> AllAsync(ServerContext db)
    {
        await foreach (var product in db.Products.AsNoTracking().OrderBy(product => product.Sku).AsAsyncEnumerable())
            yield return product.ToDocument();
    }
}
