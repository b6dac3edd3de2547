using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What staff asked of a kiosk, and what became of it. The kiosk hears of it with each heartbeat until it has acknowledged
/// it.</summary>
internal sealed class KioskCommand
{
    public const int MaxDetail = 1000;

    public long Id { get; init; }

    public Guid KioskId { get; init; }

    /// <summary>See <see cref="FleetCommandKind"/>.</summary>
    public required string Kind { get; init; }

    public DateTimeOffset AskedAt { get; init; }

    public required string AskedBy { get; init; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public bool? Done { get; private set; }

    public string? Detail { get; private set; }

    /// <summary>The first time counts.</summary>
    public void Finish(CommandOutcome outcome, DateTimeOffset at)
    {
        if (FinishedAt is null)
            (Done, Detail, FinishedAt) = (outcome.Done, outcome.Detail, at);
    }

    public static void Configure(EntityTypeBuilder<KioskCommand> command)
    {
        command.ToTable("kiosk_commands");
        command.Property(c => c.Kind).HasMaxLength(20);
        command.Property(c => c.AskedBy).HasMaxLength(200);
        command.Property(c => c.Detail).HasMaxLength(MaxDetail);
        command.HasOne<RegisteredKiosk>().WithMany().HasForeignKey(c => c.KioskId).OnDelete(DeleteBehavior.Cascade);
        command.HasIndex(c => new { c.KioskId, c.FinishedAt });
    }
}
