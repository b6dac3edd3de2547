using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>An assertion that was accepted: until it expires, who sends it again is refused (RFC 7523, 3, jti).</summary>
internal sealed class UsedAssertion
{
    /// <summary>Of the kiosk and the assertion's <c>jti</c>, which is of any length and content.</summary>
    public required string Digest { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public static void Configure(EntityTypeBuilder<UsedAssertion> used)
    {
        used.ToTable("used_assertions");
        used.HasKey(u => u.Digest);
        used.Property(u => u.Digest).HasMaxLength(64);
        used.HasIndex(u => u.ExpiresAt);
    }
}
