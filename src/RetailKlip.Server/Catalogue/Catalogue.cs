using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace RetailKlip.Server;

/// <summary>Changes the catalogue and writes down who did.</summary>
internal sealed class Catalogue(ServerContext db, AuditLog audit, TimeProvider time)
{
    public Task<CatalogueProduct?> FindAsync(string sku, CancellationToken cancellation) =>
        db.Products.Include(product => product.Gtins).SingleOrDefaultAsync(product => product.Sku == sku, cancellation);

    /// <returns>The skus of other products that have one of the GTINs already, by GTIN.</returns>
    public async Task<Dictionary<string, string>> OwnersAsync(ProductDocument product, CancellationToken cancellation)
    {
        var digits = product.Gtins.ToList();
        var owners = from gtin in db.ProductGtins
                     join owner in db.Products on gtin.ProductId equals owner.Id
                     where digits.Contains(gtin.Digits) && owner.Sku != product.Sku
                     select new { gtin.Digits, owner.Sku };
        return await owners.ToDictionaryAsync(owner => owner.Digits, owner => owner.Sku, cancellation);
    }

    /// <summary>Adds or changes a product; one that stays as it is keeps its revision and history.</summary>
    /// <param name="known">Null where it is new.</param>
    /// <param name="product">Normalised and without faults.</param>
    public async Task<CatalogueProduct> PutAsync(CatalogueProduct? known, ProductDocument product, string who, CancellationToken cancellation)
    {
        var put = Put(known, product, who);
        await db.SaveChangesAsync(cancellation);
        return put;
    }

    /// <summary>As <see cref="PutAsync"/>, with what the context saves next.</summary>
    public CatalogueProduct Put(CatalogueProduct? known, ProductDocument product, string who)
    {
        var difference = Difference.Between(known is null ? null : Json(known.ToDocument()), Json(product));
        if (known is not null && difference.Count == 0)
            return known;
        var changed = known ?? db.Products.Add(new CatalogueProduct { Sku = product.Sku }).Entity;
        changed.Become(product, time.GetUtcNow(), who);
        audit.Write(known is null ? "created" : "changed", Subject(product.Sku), difference, who);
        return changed;
    }

    /// <summary>Whether nothing would change.</summary>
    public static bool AreSame(ProductDocument before, ProductDocument product) => Difference.Between(Json(before), Json(product)).Count == 0;

    public async Task RemoveAsync(CatalogueProduct product, string who, CancellationToken cancellation)
    {
        db.Products.Remove(product);
        audit.Write("removed", Subject(product.Sku), Difference.Between(Json(product.ToDocument()), null), who);
        await db.SaveChangesAsync(cancellation);
    }

    public static string Subject(string sku) => $"product/{sku}";

    private static JsonObject Json(ProductDocument product) => JsonSerializer.SerializeToNode(product, ServerJson.Default.ProductDocument)!.AsObject();
}
