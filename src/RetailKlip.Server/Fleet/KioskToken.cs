using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>A token that a kiosk was given, by its digest. It is random and means nothing by itself, so that it is worth nothing from the
/// moment on that its kiosk is revoked, at every replica.</summary>
internal sealed class KioskToken
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public required string Digest { get; init; }

    public Guid KioskId { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public static string DigestOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public static void Configure(EntityTypeBuilder<KioskToken> token)
    {
        token.ToTable("kiosk_tokens");
        token.HasKey(t => t.Digest);
        token.Property(t => t.Digest).HasMaxLength(64);
        token.HasOne<RegisteredKiosk>().WithMany().HasForeignKey(t => t.KioskId).OnDelete(DeleteBehavior.Cascade);
        token.HasIndex(t => t.ExpiresAt);
    }
}
