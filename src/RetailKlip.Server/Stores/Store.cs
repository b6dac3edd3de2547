using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>A store that sells a part of the catalogue. Its kiosks follow a gallery of its name, which holds that part alone.</summary>
internal sealed class Store
{
    public long Id { get; init; }

    /// <summary>Also of its gallery, see <see cref="Core.ReleaseTargets.IsName"/>.</summary>
    public required string Name { get; init; }

    public DateTimeOffset ChangedAt { get; set; }

    public required string ChangedBy { get; set; }

    public static void Configure(EntityTypeBuilder<Store> store)
    {
        store.ToTable("stores");
        store.Property(s => s.Name).HasMaxLength(64);
        store.HasIndex(s => s.Name).IsUnique();
        store.Property(s => s.ChangedBy).HasMaxLength(200);
    }
}
