using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;

namespace RetailKlip.Server;

internal static class ProductEndpoints
{
    private const int SkuSegment = 2;

    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products");
        products.MapGet("", ListAsync).WithSummary("Products by sku; q searches sku and names").Produces<Page<ProductResponse>>();
        products.MapGet("/{sku}", GetAsync).WithSummary("One product, with its ETag").Produces<ProductResponse>().ProducesProblem(404);
        products.MapPost("", CreateAsync).WithMetadata(ChangesData.Instance).WithSummary("Adds a product")
            .Produces<ProductResponse>(201).ProducesProblem(409).ProducesValidationProblem(422);
        products.MapPut("/{sku}", ReplaceAsync).WithMetadata(ChangesData.Instance).WithSummary("Replaces a product; needs If-Match")
            .Produces<ProductResponse>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesValidationProblem(422).ProducesProblem(428);
        products.MapDelete("/{sku}", RemoveAsync).WithMetadata(ChangesData.Instance).WithSummary("Removes a product; needs If-Match, its history stays")
            .Produces(204).ProducesProblem(404).ProducesProblem(412).ProducesProblem(428);
        products.MapGet("/{sku}/history", HistoryAsync).WithSummary("Who changed what of a product, newest first").Produces<Page<AuditResponse>>();
    }

    private static async Task<IResult> ListAsync(
        ServerContext db, HttpContext http, string? after, int? limit, string? q, string? department, string? gtin, CancellationToken cancellation)
    {
        if (Paging.Fault(limit) is { } fault)
            return fault;
        var products = db.Products.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(q))
        {
            var pattern = $"%{CatalogueProduct.Fold(q.Trim()).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
            products = products.Where(product => EF.Functions.Like(product.SearchText, pattern, @"\"));
        }
        if (department is not null)
            products = products.Where(product => product.Department == department);
        if (gtin is not null)
        {
            if (!Gtin.TryParse(gtin, out var wanted))
                return Problems.Invalid("gtin", $"'{gtin}' is no GTIN.");
            products = products.Where(product => product.Gtins.Any(had => had.Digits == wanted.Digits14));
        }
#pragma warning disable CA1309 // The database compares, by code points.
        if (after is not null)
            products = products.Where(product => string.Compare(product.Sku, after) > 0);
#pragma warning restore CA1309
        var found = await products.OrderBy(product => product.Sku).Take(Paging.Size(limit) + 1).ToListAsync(cancellation);
        return Results.Ok(Paging.Of(found, http, limit, product => product.Sku, product => product.ToResponse()));
    }

    private static async Task<IResult> GetAsync(Catalogue catalogue, HttpContext http, CancellationToken cancellation)
    {
        var sku = http.Segment(SkuSegment);
        if (await catalogue.FindAsync(sku, cancellation) is not { } product)
            return Missing(sku);
        http.Response.Headers.ETag = product.EntityTag;
        return http.Request.Headers.IfNoneMatch == product.EntityTag ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Ok(product.ToResponse());
    }

    private static async Task<IResult> CreateAsync(Catalogue catalogue, HttpContext http, ProductDocument product, CancellationToken cancellation)
    {
        product = ProductRules.Normalised(product);
        if (await FaultAsync(catalogue, product, cancellation) is { } fault)
            return fault;
        if (await catalogue.FindAsync(product.Sku, cancellation) is not null)
            return Problems.Conflict($"Product {product.Sku} is there already: change it by PUT.");
        var created = await catalogue.PutAsync(null, product, Who(http), cancellation);
        http.Response.Headers.ETag = created.EntityTag;
        return Results.Created($"/api/products/{Uri.EscapeDataString(created.Sku)}", created.ToResponse());
    }

    private static async Task<IResult> ReplaceAsync(Catalogue catalogue, HttpContext http, ProductDocument product, CancellationToken cancellation)
    {
        var sku = http.Segment(SkuSegment);
        product = ProductRules.Normalised(product);
        if (product.Sku != sku)
            return Problems.Invalid("sku", $"'{product.Sku}' is not the address's '{sku}': a sku never changes, add another product.");
        var known = await catalogue.FindAsync(sku, cancellation);
        if (Refusal(http, sku, known) is { } refusal)
            return refusal;
        if (await FaultAsync(catalogue, product, cancellation) is { } fault)
            return fault;
        var changed = await catalogue.PutAsync(known, product, Who(http), cancellation);
        http.Response.Headers.ETag = changed.EntityTag;
        return Results.Ok(changed.ToResponse());
    }

    private static async Task<IResult> RemoveAsync(Catalogue catalogue, HttpContext http, CancellationToken cancellation)
    {
        var sku = http.Segment(SkuSegment);
        var known = await catalogue.FindAsync(sku, cancellation);
        if (Refusal(http, sku, known) is { } refusal)
            return refusal;
        await catalogue.RemoveAsync(known!, Who(http), cancellation);
        return Results.NoContent();
    }

    private static Task<IResult> HistoryAsync(ServerContext db, HttpContext http, long? after, int? limit, CancellationToken cancellation)
    {
        var subject = Catalogue.Subject(http.Segment(SkuSegment));
        return AuditEndpoints.PageAsync(db.Audit.Where(entry => entry.Subject == subject), http, after, limit, cancellation);
    }

    /// <returns>Null where the product is there and the sender has seen it as it is.</returns>
    private static IResult? Refusal(HttpContext http, string sku, CatalogueProduct? known) =>
        known is null ? Missing(sku)
        : http.Request.Headers.IfMatch.ToString() is not { Length: > 0 } seen
            ? Results.Problem("Send the product's ETag as If-Match, so that nobody's change gets lost.", statusCode: StatusCodes.Status428PreconditionRequired)
        : seen != known.EntityTag
            ? Results.Problem($"{known.ChangedBy} changed product {sku} at {known.ChangedAt:u}: get it again.", statusCode: StatusCodes.Status412PreconditionFailed)
        : null;

    private static async Task<IResult?> FaultAsync(Catalogue catalogue, ProductDocument product, CancellationToken cancellation)
    {
        var faults = ProductRules.Faults(product).ToLookup(fault => fault.Member, fault => fault.Reason);
        if (faults.Count > 0)
            return Results.ValidationProblem(faults.ToDictionary(member => member.Key, member => member.ToArray()), statusCode: StatusCodes.Status422UnprocessableEntity);
        var owners = await catalogue.OwnersAsync(product, cancellation);
        return owners.Count == 0 ? null
            : Problems.Conflict($"{string.Join(" ", owners.Select(owner => $"GTIN {owner.Key} is product {owner.Value}'s."))} Take it away there first.");
    }

    private static IResult Missing(string sku) => Problems.NotFound($"There is no product {sku}.");

    private static string Who(HttpContext http) => http.User.Identity?.Name ?? "";
}
