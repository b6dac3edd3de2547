using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>A kiosk that registered: it proves by its key who it is, until somebody revokes it, however long it was silent.</summary>
internal sealed class RegisteredKiosk
{
    public const int MaxName = 100;

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

    /// <summary>Name and subject in the audit log.</summary>
    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"kiosk/{id}";

    public static string Text(KioskPublicKey key) => JsonSerializer.Serialize(key, FleetJson.Default.KioskPublicKey);

    public static KioskPublicKey Read(string key) => JsonSerializer.Deserialize(key, FleetJson.Default.KioskPublicKey)!;

    public void Revoke(DateTimeOffset at, string who) => (RevokedAt, RevokedBy) = (at, who);

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
        kiosk.HasIndex(k => k.Store);
        kiosk.Ignore(k => k.Subject);
    }
}
