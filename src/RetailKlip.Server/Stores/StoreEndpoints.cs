using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Server;

internal static class StoreEndpoints
{
    private const int MostSkus = 100_000, AtOnce = 500, MostNamed = 20;

    public static void MapStores(this IEndpointRouteBuilder api)
    {
        var largest = api.ServiceProvider.GetRequiredService<IOptions<ServerOptions>>().Value.MaxImportBytes;
        var stores = api.MapGroup("/stores").WithTags("Stores");
        stores.MapGet("", ListAsync).WithSummary("Stores by name").Produces<Page<StoreResponse>>();
        stores.MapGet("/{store}/assortment", GetAsync).WithSummary("What a store sells").Produces<AssortmentDocument>().ProducesProblem(404);
        stores.MapPut("/{store}/assortment", PutAsync).WithMetadata(ChangesData.Instance, new BodyLimit(largest))
            .WithSummary("Says what a store sells; the next release has a gallery of its own for it")
            .Produces<StoreResponse>().ProducesProblem(413).ProducesValidationProblem(422);
        stores.MapDelete("/{store}", RemoveAsync).WithMetadata(ChangesData.Instance)
            .WithSummary("Forgets a store; its kiosks keep the gallery they have").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(ServerContext db, HttpContext http, string? after, int? limit, CancellationToken cancellation)
    {
        if (Paging.Fault(limit) is { } fault)
            return fault;
        var stores = db.Stores.AsNoTracking();
#pragma warning disable CA1309 // The database compares, by code points.
        if (after is not null)
            stores = stores.Where(store => string.Compare(store.Name, after) > 0);
#pragma warning restore CA1309
        var found = await stores.OrderBy(store => store.Name).Take(Paging.Size(limit) + 1).Select(store => new StoreResponse(
            store.Name, db.StoreProducts.Count(sold => sold.StoreId == store.Id), store.ChangedAt, store.ChangedBy)).ToListAsync(cancellation);
        return Results.Ok(Paging.Of(found, http, limit, store => store.Name, store => store));
    }

    private static async Task<IResult> GetAsync(ServerContext db, string store, CancellationToken cancellation) =>
        await FindAsync(db, store, cancellation) is { } found
            ? Results.Ok(new AssortmentDocument(await Skus(db, found).OrderBy(sku => sku).ToListAsync(cancellation)))
            : Missing(store);

    private static async Task<IResult> PutAsync(
        ServerContext db, AuditLog audit, IOptions<ServerOptions> options, TimeProvider time, HttpContext http, string store, AssortmentDocument assortment,
        CancellationToken cancellation)
    {
        if (!ReleaseTargets.IsName(store) || store == options.Value.Gallery)
            return Problems.Invalid("store",
                $"'{store}' is no name of a store: 1 to 64 lower-case letters, digits and hyphens are expected, and not {options.Value.Gallery}.");
        var wanted = assortment.Skus.ToHashSet();
        if (wanted.Count is 0 or > MostSkus)
            return Problems.Invalid("skus", $"{wanted.Count} products: 1 to {MostSkus} are expected.");
        var products = await ProductsAsync(db, wanted, cancellation);
        if (wanted.Where(sku => !products.ContainsKey(sku)).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
            return Problems.Invalid("skus", [.. unknown.Take(MostNamed).Select(sku => $"There is no product {sku}."),
                .. unknown.Count > MostNamed ? [$"{unknown.Count - MostNamed} more are unknown."] : Array.Empty<string>()]);
        var (who, now) = (http.User.Identity?.Name ?? "", time.GetUtcNow());
        var known = await FindAsync(db, store, cancellation);
        var before = known is null ? [] : await Skus(db, known).ToListAsync(cancellation);
        if (known is null || !wanted.SetEquals(before))
        {
            known ??= db.Stores.Add(new Store { Name = store, ChangedBy = who }).Entity;
            (known.ChangedAt, known.ChangedBy) = (now, who);
            await db.SaveChangesAsync(cancellation);
            await db.StoreProducts.Where(sold => sold.StoreId == known.Id).ExecuteDeleteAsync(cancellation);
            db.StoreProducts.AddRange(products.Values.Select(product => new StoreProduct { StoreId = known.Id, ProductId = product }));
            audit.Write($"store/{store}", "skus", Json(before.Except(wanted)), Json(wanted.Except(before)), who);
            await db.SaveChangesAsync(cancellation);
        }
        return Results.Ok(new StoreResponse(store, wanted.Count, known.ChangedAt, known.ChangedBy));
    }

    private static async Task<IResult> RemoveAsync(ServerContext db, AuditLog audit, HttpContext http, string store, CancellationToken cancellation)
    {
        if (await FindAsync(db, store, cancellation) is not { } known)
            return Missing(store);
        db.Stores.Remove(known);
        audit.Write("removed", $"store/{store}", [], http.User.Identity?.Name ?? "");
        await db.SaveChangesAsync(cancellation);
        return Results.NoContent();
    }

    private static Task<Store?> FindAsync(ServerContext db, string name, CancellationToken cancellation) =>
        db.Stores.SingleOrDefaultAsync(store => store.Name == name, cancellation);

    private static IQueryable<string> Skus(ServerContext db, Store store) =>
        from sold in db.StoreProducts
        where sold.StoreId == store.Id
        join product in db.Products on sold.ProductId equals product.Id
        select product.Sku;

    private static async Task<Dictionary<string, long>> ProductsAsync(ServerContext db, HashSet<string> skus, CancellationToken cancellation)
    {
        var products = new Dictionary<string, long>();
        foreach (var some in skus.Chunk(AtOnce))
            foreach (var product in await db.Products.Where(product => some.Contains(product.Sku)).Select(product => new { product.Sku, product.Id })
                .ToListAsync(cancellation))
                products.Add(product.Sku, product.Id);
        return products;
    }

    // What went away, and what came.
    private static JsonArray Json(IEnumerable<string> skus) => new([.. skus.Order(StringComparer.Ordinal).Select(sku => (JsonNode?)sku)]);

    private static IResult Missing(string store) => Problems.NotFound($"There is no store {store}.");
}
