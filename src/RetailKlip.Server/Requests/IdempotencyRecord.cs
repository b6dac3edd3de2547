using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>The answer to a change that was sent with an <c>Idempotency-Key</c>, kept for who sends it again because the answer got lost.</summary>
internal sealed class IdempotencyRecord
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    public required string Who { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of method, address and body, lower-case hex.</summary>
    public required string Request { get; init; }

    public DateTimeOffset At { get; init; }

    public int Status { get; init; }

    public string? ContentType { get; init; }

    public string? Location { get; init; }

    public string? EntityTag { get; init; }

    public byte[]? Body { get; init; }

    public static void Configure(EntityTypeBuilder<IdempotencyRecord> record)
    {
        record.ToTable("idempotency_keys");
        record.HasKey(r => new { r.Who, r.Key });
        record.Property(r => r.Who).HasMaxLength(200);
        record.Property(r => r.Key).HasMaxLength(ChangeTransaction.MaxKeyLength);
        record.Property(r => r.Request).HasMaxLength(64);
        record.HasIndex(r => r.At);
    }
}
