using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>A product that a store sells.</summary>
internal sealed class StoreProduct
{
    public long StoreId { get; init; }

    public long ProductId { get; init; }

    public static void Configure(EntityTypeBuilder<StoreProduct> sold)
    {
        sold.ToTable("store_products");
        sold.HasKey(s => new { s.StoreId, s.ProductId });
        sold.HasOne<Store>().WithMany().HasForeignKey(s => s.StoreId).OnDelete(DeleteBehavior.Cascade);
        sold.HasOne<CatalogueProduct>().WithMany().HasForeignKey(s => s.ProductId).OnDelete(DeleteBehavior.Cascade);
    }
}
