using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>One change, by whom and when. Written in the transaction of the change, never changed or removed.</summary>
internal sealed class AuditEntry
{
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Who { get; init; }

    /// <summary><c>created</c>, <c>changed</c> or <c>removed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing and its name there, such as <c>product/4711</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>JSON: what changed, see <see cref="Difference"/>.</summary>
    public required string Changes { get; init; }

    public static void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit");
        entry.Property(e => e.Who).HasMaxLength(200);
        entry.Property(e => e.Action).HasMaxLength(20);
        entry.Property(e => e.Subject).HasMaxLength(200);
        entry.HasIndex(e => new { e.Subject, e.Id });
    }
}
