using Microsoft.EntityFrameworkCore;

namespace RetailKlip.Server;

/// <summary>Brings a table of products into the catalogue: all of it or, where anything is wrong, nothing. Products that are not in the table stay.</summary>
internal sealed class CatalogueImport(ServerContext db, Catalogue catalogue)
{
    private const int AtOnce = 500;

    /// <param name="isTrial">Whether to check and count only.</param>
    /// <returns>What is wrong; else what was done.</returns>
    public async Task<(IReadOnlyList<ImportFault> Faults, ImportResponse? Done)> RunAsync(
        Stream csv, bool isTrial, string who, CancellationToken cancellation)
    {
        var faults = new List<ImportFault>();
        var table = ProductTable.Read(csv, faults);
        if (faults.Count > 0)
            return (faults, null);
        var known = await KnownAsync(table, cancellation);
        var products = Apply(table, known, faults);
        await CheckGtinsAsync(products, faults, cancellation);
        if (faults.Count > 0)
            return ([.. faults.OrderBy(fault => fault.Row)], null);
        var changed = products.Where(row => !known.TryGetValue(row.Product.Sku, out var before) || !Catalogue.AreSame(before, row.Product))
            .Select(row => row.Product).ToList();
        var created = changed.Count(product => !known.ContainsKey(product.Sku));
        var done = new ImportResponse(created, changed.Count - created, products.Count - changed.Count);
        if (!isTrial)
            await WriteAsync(changed, who, cancellation);
        return (faults, done);
    }

    private async Task<Dictionary<string, ProductDocument>> KnownAsync(ProductTable table, CancellationToken cancellation)
    {
        var known = new Dictionary<string, ProductDocument>();
        foreach (var skus in table.Rows.Select(row => row.Cells[ProductColumns.Sku].Trim()).Distinct().Chunk(AtOnce))
            foreach (var product in await db.Products.AsNoTracking().Where(product => skus.Contains(product.Sku)).ToListAsync(cancellation))
                known.Add(product.Sku, product.ToDocument());
        return known;
    }

    private static List<(long Row, ProductDocument Product)> Apply(
        ProductTable table, Dictionary<string, ProductDocument> known, List<ImportFault> faults)
    {
        var products = new List<(long, ProductDocument)>(table.Rows.Count);
        var rows = new Dictionary<string, long>();
        foreach (var (number, cells) in table.Rows)
        {
            var sku = cells[ProductColumns.Sku].Trim();
            if (!rows.TryAdd(sku, number))
                faults.Add(new(number, ProductColumns.Sku, $"'{sku}' stands in row {rows[sku]} already."));
            var before = known.GetValueOrDefault(sku) ?? new ProductDocument { Sku = sku, Names = [] };
            var unread = faults.Count;
            var product = ProductRules.Normalised(ProductColumns.Apply(before, cells, (column, reason) => faults.Add(new(number, column, reason))));
            if (faults.Count == unread)
                faults.AddRange(ProductRules.Faults(product).Select(fault => new ImportFault(number, Column(fault.Member), fault.Reason)));
            products.Add((number, product));
        }
        return products;
    }

    // A member of the API where it has another name than its column.
    private static string Column(string member) => member switch
    {
        "price" => "amount",
        "weight" => "grams",
        _ when member.StartsWith("names.", StringComparison.Ordinal) => ProductColumns.NamePrefix + member["names.".Length..],
        _ => member,
    };

    // As the catalogue will be: products of the table may hand GTINs to each other.
    private async Task CheckGtinsAsync(List<(long Row, ProductDocument Product)> products, List<ImportFault> faults, CancellationToken cancellation)
    {
        var owners = new Dictionary<string, string>();
        foreach (var (row, product) in products)
            foreach (var gtin in product.Gtins)
                if (!owners.TryAdd(gtin, product.Sku) && owners[gtin] != product.Sku)
                    faults.Add(new(row, "gtins", $"GTIN {gtin} is also product {owners[gtin]}'s."));
        var skus = products.Select(row => row.Product.Sku).ToHashSet();
        var rows = products.DistinctBy(row => row.Product.Sku).ToDictionary(row => row.Product.Sku, row => row.Row);
        foreach (var gtins in owners.Keys.Chunk(AtOnce))
        {
            var taken = from gtin in db.ProductGtins
                        join owner in db.Products on gtin.ProductId equals owner.Id
                        where gtins.Contains(gtin.Digits)
                        select new { gtin.Digits, owner.Sku };
            foreach (var other in await taken.ToListAsync(cancellation))
                if (!skus.Contains(other.Sku))
                    faults.Add(new(rows[owners[other.Digits]], "gtins", $"GTIN {other.Digits} is product {other.Sku}'s: take it away there first."));
        }
    }

    private async Task WriteAsync(List<ProductDocument> changed, string who, CancellationToken cancellation)
    {
        // First taken away everywhere, then given out: no order of rows could do otherwise where two products swap theirs.
        foreach (var gtins in changed.SelectMany(product => product.Gtins).Chunk(AtOnce))
            await db.ProductGtins.Where(gtin => gtins.Contains(gtin.Digits)).ExecuteDeleteAsync(cancellation);
        foreach (var some in changed.Chunk(AtOnce))
        {
            var skus = some.Select(product => product.Sku).ToList();
            var known = await db.Products.Include(product => product.Gtins).Where(product => skus.Contains(product.Sku))
                .ToDictionaryAsync(product => product.Sku, cancellation);
            foreach (var product in some)
                catalogue.Put(known.GetValueOrDefault(product.Sku), product, who);
            await db.SaveChangesAsync(cancellation);
            db.ChangeTracker.Clear();
        }
    }
}
