using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What a kiosk did in one hour with one release.</summary>
internal sealed class KioskHour
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(35);

    public Guid KioskId { get; init; }

    /// <summary>Its beginning.</summary>
    public DateTimeOffset Hour { get; init; }

    public required string Gallery { get; init; }

    public long Release { get; init; }

    public long Beats { get; private set; }

    public long Accepted { get; private set; }

    public long Ambiguous { get; private set; }

    public long Unknown { get; private set; }

    public long Overridden { get; private set; }

    public long Crashes { get; private set; }

    /// <summary>Counts of <see cref="LatencyBuckets"/>, with blanks between them.</summary>
    public string Latency { get; private set; } = "";

    public DecisionTotals Decisions => new(Accepted, Ambiguous, Unknown, Overridden);

    public long[] LatencyCounts => Read(Latency);

    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero);

    public void Add(DecisionTotals decisions, IReadOnlyList<long> latency, long crashes)
    {
        (Beats, Crashes) = (Beats + 1, Crashes + crashes);
        (Accepted, Ambiguous) = (Accepted + decisions.Accepted, Ambiguous + decisions.Ambiguous);
        (Unknown, Overridden) = (Unknown + decisions.Unknown, Overridden + decisions.Overridden);
        var counts = LatencyCounts;
        for (var bucket = 0; bucket < Math.Min(counts.Length, latency.Count); bucket++)
            counts[bucket] += latency[bucket];
        Latency = string.Join(' ', counts.Select(count => count.ToString(CultureInfo.InvariantCulture)));
    }

    private static long[] Read(string text)
    {
        var counts = new long[LatencyBuckets.Count];
        foreach (var (bucket, count) in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(counts.Length).Index())
            counts[bucket] = long.Parse(count, CultureInfo.InvariantCulture);
        return counts;
    }

    public static void Configure(EntityTypeBuilder<KioskHour> hour)
    {
        hour.ToTable("kiosk_hours");
        hour.HasKey(h => new { h.KioskId, h.Hour, h.Gallery, h.Release });
        hour.Property(h => h.Gallery).HasMaxLength(64);
        hour.Property(h => h.Latency).HasMaxLength(1000);
        hour.HasOne<RegisteredKiosk>().WithMany().HasForeignKey(h => h.KioskId).OnDelete(DeleteBehavior.Cascade);
        hour.HasIndex(h => h.Hour);
        hour.Ignore(h => h.Decisions);
        hour.Ignore(h => h.LatencyCounts);
    }
}
