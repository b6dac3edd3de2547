using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>A picture that a product is enrolled by. It is kept, so that another encoder can embed it again.</summary>
internal sealed class ReferencePicture
{
    public long Id { get; init; }

    public long ProductId { get; init; }

    /// <summary>Of its file in the <see cref="FileStore"/>.</summary>
    public required string Digest { get; init; }

    public long Bytes { get; init; }

    /// <summary><c>image/jpeg</c> or <c>image/png</c>.</summary>
    public required string ContentType { get; init; }

    /// <summary>In pixels, as its header says.</summary>
    public int Width { get; init; }

    /// <summary>In pixels, as its header says.</summary>
    public int Height { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    public required string AddedBy { get; init; }

    public PictureState State { get; private set; }

    /// <summary>Why it is refused; null where it is not.</summary>
    public string? Reason { get; private set; }

    /// <summary>JSON: how well the product can be seen, see <see cref="ViewQuality"/>; null until it was looked at.</summary>
    public string? Quality { get; private set; }

    /// <summary>Another picture of the product that shows nearly the same.</summary>
    public long? NearDuplicateOf { get; private set; }

    /// <summary>Whether somebody agreed to it: only then releases carry it.</summary>
    public bool IsApproved { get; set; }

    public ViewQuality? ToQuality() => Quality is null ? null : JsonSerializer.Deserialize(Quality, ServerJson.Default.ViewQuality);

    public void Embedded(ViewQuality quality, long? nearDuplicateOf)
    {
        (State, Reason, NearDuplicateOf) = (PictureState.Embedded, null, nearDuplicateOf);
        Quality = JsonSerializer.Serialize(quality, ServerJson.Default.ViewQuality);
    }

    public void Refuse(string reason) => (State, Reason, IsApproved) = (PictureState.Refused, reason, false);

    public static void Configure(EntityTypeBuilder<ReferencePicture> picture)
    {
        picture.ToTable("pictures");
        picture.HasOne<CatalogueProduct>().WithMany().HasForeignKey(p => p.ProductId).OnDelete(DeleteBehavior.Cascade);
        // The same file shows nothing new.
        picture.HasIndex(p => new { p.ProductId, p.Digest }).IsUnique();
        picture.HasIndex(p => p.Digest);
        picture.HasIndex(p => p.State);
        picture.HasOne<ReferencePicture>().WithMany().HasForeignKey(p => p.NearDuplicateOf).OnDelete(DeleteBehavior.SetNull);
        picture.Property(p => p.Digest).HasMaxLength(64);
        picture.Property(p => p.ContentType).HasMaxLength(20);
        picture.Property(p => p.AddedBy).HasMaxLength(200);
        picture.Property(p => p.State).HasConversion<string>().HasMaxLength(20);
    }
}
