using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>A trade item number of a product; the database lets no other product have it.</summary>
internal sealed class ProductGtin
{
    public long Id { get; init; }

    public long ProductId { get; init; }

    /// <summary>14 digits.</summary>
    public required string Digits { get; init; }

    public static void Configure(EntityTypeBuilder<ProductGtin> gtin)
    {
        gtin.ToTable("product_gtins");
        gtin.Property(g => g.Digits).HasMaxLength(14);
        gtin.HasIndex(g => g.Digits).IsUnique();
    }
}
