using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>The version of a gallery that a release brought.</summary>
internal sealed class ReleaseVersion
{
    public required string Gallery { get; init; }

    public long Version { get; init; }

    public long ReleaseId { get; init; }

    public required string ContentHash { get; init; }

    public static void Configure(EntityTypeBuilder<ReleaseVersion> version)
    {
        version.ToTable("release_versions");
        version.HasKey(v => new { v.Gallery, v.Version });
        version.Property(v => v.Gallery).HasMaxLength(64);
        version.Property(v => v.ContentHash).HasMaxLength(64);
        version.HasOne<GalleryRelease>().WithMany().HasForeignKey(v => v.ReleaseId).OnDelete(DeleteBehavior.Cascade);
        version.HasIndex(v => v.ReleaseId);
    }
}
