using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>A store that gets no newer version of its gallery than this one, whatever is rolled out or back.</summary>
internal sealed class StorePin
{
    public required string Store { get; init; }

    public required string Gallery { get; set; }

    public long Version { get; set; }

    public DateTimeOffset PinnedAt { get; set; }

    public required string PinnedBy { get; set; }

    public static void Configure(EntityTypeBuilder<StorePin> pin)
    {
        pin.ToTable("store_pins");
        pin.HasKey(p => p.Store);
        pin.Property(p => p.Store).HasMaxLength(64);
        pin.Property(p => p.Gallery).HasMaxLength(64);
        pin.Property(p => p.PinnedBy).HasMaxLength(200);
    }
}
