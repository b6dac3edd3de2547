using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>Two products of the catalogue that pictures hardly tell apart, by their two most similar pictures; see
/// <see cref="Core.LookAlikes"/>.</summary>
internal sealed class LookAlikePair
{
    /// <summary>Of the product whose sku is the lesser one.</summary>
    public long FirstProductId { get; init; }

    public long SecondProductId { get; init; }

    public long FirstPictureId { get; init; }

    public long SecondPictureId { get; init; }

    /// <summary>Of the two pictures, in [-1, 1].</summary>
    public float Similarity { get; init; }

    public static void Configure(EntityTypeBuilder<LookAlikePair> pair)
    {
        pair.ToTable("look_alikes");
        pair.HasKey(p => new { p.FirstProductId, p.SecondProductId });
        pair.HasOne<CatalogueProduct>().WithMany().HasForeignKey(p => p.FirstProductId).OnDelete(DeleteBehavior.Cascade);
        pair.HasOne<CatalogueProduct>().WithMany().HasForeignKey(p => p.SecondProductId).OnDelete(DeleteBehavior.Cascade);
        pair.HasOne<ReferencePicture>().WithMany().HasForeignKey(p => p.FirstPictureId).OnDelete(DeleteBehavior.Cascade);
        pair.HasOne<ReferencePicture>().WithMany().HasForeignKey(p => p.SecondPictureId).OnDelete(DeleteBehavior.Cascade);
    }
}
