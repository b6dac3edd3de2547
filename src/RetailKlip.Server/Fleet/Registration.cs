using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>A kiosk that may register once, by a secret of which only the digest is kept.</summary>
internal sealed class Registration
{
    public Guid Id { get; init; }

    public required string Store { get; init; }

    /// <summary>Of the kiosk that it is for.</summary>
    public required string Name { get; init; }

    public required string SecretDigest { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who registered by it; null while nobody did.</summary>
    public Guid? KioskId { get; set; }

    /// <summary>New once it is used, so that of two who use it at once one is refused.</summary>
    public Guid Revision { get; set; }

    /// <summary>The secret has 128 random bits: nothing slower than one digest is needed against guessing.</summary>
    public static string DigestOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static void Configure(EntityTypeBuilder<Registration> registration)
    {
        registration.ToTable("registrations");
        registration.Property(r => r.Store).HasMaxLength(64);
        registration.Property(r => r.Name).HasMaxLength(RegisteredKiosk.MaxName);
        registration.Property(r => r.SecretDigest).HasMaxLength(64);
        registration.HasIndex(r => r.SecretDigest).IsUnique();
        registration.Property(r => r.CreatedBy).HasMaxLength(200);
        registration.Property(r => r.Revision).IsConcurrencyToken();
        registration.HasIndex(r => r.ExpiresAt);
    }
}
