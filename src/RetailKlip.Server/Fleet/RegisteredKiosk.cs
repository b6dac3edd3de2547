using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>A kiosk that registered: it proves by its key who it is, until somebody revokes it, however long it was silent.</summary>
internal sealed class RegisteredKiosk
{
    public const int MaxName = 100, Buckets = 1000;

    private const int InstancesKept = 8;

    public Guid Id { get; init; }

    /// <summary>See <see cref="ReleaseTargets.IsName"/>.</summary>
    public required string Store { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>JSON: the public key.</summary>
    public required string Key { get; set; }

    /// <summary>See <see cref="KioskPublicKey.Thumbprint"/>.</summary>
    public required string KeyId { get; set; }

    /// <summary>JSON: the key that takes the other's place once it is used first; null where none is to.</summary>
    public string? NextKey { get; set; }

    public DateTimeOffset KeySince { get; set; }

    public DateTimeOffset RegisteredAt { get; init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public string? RevokedBy { get; private set; }

    /// <summary>0 to 999, by its id alone: which kiosks are among the first tenth of every rollout, see <see cref="BucketOf"/>.</summary>
    public int Bucket { get; init; }

    /// <summary>When it was heard last; null while it was not.</summary>
    public DateTimeOffset? SeenAt { get; private set; }

    public FleetHealth? Health { get; private set; }

    /// <summary>Which gallery it follows, as it said.</summary>
    public string? Gallery { get; private set; }

    /// <summary>The version that it runs, as it said.</summary>
    public long? Release { get; private set; }

    /// <summary>JSON: its last <see cref="Heartbeat"/>.</summary>
    public string? Report { get; private set; }

    /// <summary>Processes that spoke with its key, the last one first, with blanks between them.</summary>
    public string Instances { get; private set; } = "";

    /// <summary>When two processes were last seen to speak with its key in turns; null where that never was.</summary>
    public DateTimeOffset? ClonedAt { get; private set; }

    /// <summary>Name and subject in the audit log.</summary>
    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"kiosk/{id}";

    public static string Text(KioskPublicKey key) => JsonSerializer.Serialize(key, FleetJson.Default.KioskPublicKey);

    public static KioskPublicKey Read(string key) => JsonSerializer.Deserialize(key, FleetJson.Default.KioskPublicKey)!;

    public static int BucketOf(Guid id) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(id.ToByteArray(bigEndian: true))) % Buckets);

    public void Revoke(DateTimeOffset at, string who) => (RevokedAt, RevokedBy) = (at, who);

    public Heartbeat? LastReport() => Report is null ? null : JsonSerializer.Deserialize(Report, FleetJson.Default.Heartbeat);

    /// <summary>Notes a heartbeat.</summary>
    /// <returns>Whether it is news: false where the same one, or an older one of the same process, was heard before.</returns>
    public bool Hear(Heartbeat beat, Heartbeat? last, DateTimeOffset at)
    {
        var (known, instance) = (Instances.Split(' ', StringSplitOptions.RemoveEmptyEntries), $"{beat.Instance:n}");
        var isSame = last?.Instance == beat.Instance;
        // A process that was followed by another one never comes back, and counts upwards. One that does is a copy of it, or it is one.
        if (!isSame && known.Contains(instance) || isSame && beat.Sequence < last!.Sequence)
            ClonedAt = at;
        Instances = string.Join(' ', known.Where(other => other != instance).Prepend(instance).Take(InstancesKept));
        SeenAt = at;
        if (isSame && beat.Sequence <= last!.Sequence)
            return false;
        (Health, Gallery, Release) = (beat.Health, beat.Gallery, beat.Release);
        Report = JsonSerializer.Serialize(beat, FleetJson.Default.Heartbeat);
        return true;
    }

    public static void Configure(EntityTypeBuilder<RegisteredKiosk> kiosk)
    {
        kiosk.ToTable("kiosks");
        kiosk.Property(k => k.Store).HasMaxLength(64);
        kiosk.Property(k => k.Name).HasMaxLength(MaxName);
        kiosk.Property(k => k.Key).HasMaxLength(500);
        kiosk.Property(k => k.KeyId).HasMaxLength(64);
        kiosk.HasIndex(k => k.KeyId).IsUnique();
        kiosk.Property(k => k.NextKey).HasMaxLength(500);
        kiosk.Property(k => k.RevokedBy).HasMaxLength(200);
        kiosk.Property(k => k.Health).HasConversion<string>().HasMaxLength(20);
        kiosk.Property(k => k.Gallery).HasMaxLength(64);
        kiosk.Property(k => k.Instances).HasMaxLength(InstancesKept * 33);
        kiosk.HasIndex(k => k.Store);
        kiosk.Ignore(k => k.Subject);
    }
}
