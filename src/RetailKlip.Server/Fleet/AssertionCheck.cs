using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>
/// Whether a signed assertion is a kiosk's (RFC 7523, 3): made by it, for this server, now, and never seen before. Only ES256 is a
/// signature here: neither an unsigned token nor one whose HMAC key is the public key passes.
/// </summary>
internal sealed class AssertionCheck(ServerContext db, FleetAudience audience, TimeProvider time)
{
    public const int MaxLetters = 4096;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5), ClockSkew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLetters };

    /// <summary>Checks an assertion that must be of one of the kiosk's own keys.</summary>
    /// <returns>The kiosk, tracked, and whose key it was; null where it is not to be believed.</returns>
    public async Task<(RegisteredKiosk Kiosk, KioskPublicKey Key)?> OfKioskAsync(string assertion, CancellationToken cancellation)
    {
        if (Read(assertion) is not { } token || !Guid.TryParseExact(token.Issuer, "D", out var id))
            return null;
        if (await db.Kiosks.SingleOrDefaultAsync(one => one.Id == id && one.RevokedAt == null, cancellation) is not { } kiosk)
            return null;
        foreach (var text in new[] { kiosk.Key, kiosk.NextKey })
            if (text is not null && RegisteredKiosk.Read(text) is var key && await IsSignedAsync(token, id, key)
                && await UseAsync(token, id, cancellation))
                return (kiosk, key);
        return null;
    }

    /// <summary>Checks an assertion of a known kiosk that must be of a key which is not the kiosk's yet.</summary>
    public async Task<bool> IsOfKeyAsync(string assertion, Guid kiosk, KioskPublicKey key, CancellationToken cancellation) =>
        Read(assertion) is { } token && await IsSignedAsync(token, kiosk, key) && await UseAsync(token, kiosk, cancellation);

    private JsonWebToken? Read(string assertion)
    {
        try
        {
            return assertion.Length <= MaxLetters && _tokens.CanReadToken(assertion) ? _tokens.ReadJsonWebToken(assertion) : null;
        }
        catch (Exception foreign) when (foreign is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private async Task<bool> IsSignedAsync(JsonWebToken token, Guid kiosk, KioskPublicKey key)
    {
        var id = kiosk.ToString();
        if (audience.Value is not { } expected || token.Issuer != id || token.Subject != id || token.Id is not { Length: > 0 })
            return false;
        var parameters = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidIssuer = id,
            ValidAudience = expected,
            IssuerSigningKey = new JsonWebKey
            {
                Kty = key.Kty, Crv = key.Crv, X = key.X, Y = key.Y, KeyId = key.Thumbprint,
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            },
            LifetimeValidator = (_, expires, _, _) => IsTimely(token, expires),
        };
        return (await _tokens.ValidateTokenAsync(token, parameters)).IsValid;
    }

    private bool IsTimely(JsonWebToken token, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var issued = token.IssuedAt;
        return expires is { } end && issued != DateTime.MinValue && end > now - ClockSkew && issued < now + ClockSkew
            && token.ValidFrom < now + ClockSkew
            && end - issued <= Longest && end > issued;
    }

    /// <returns>Whether it is used for the first time.</returns>
    private async Task<bool> UseAsync(JsonWebToken token, Guid kiosk, CancellationToken cancellation)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kiosk}/{token.Id}")));
        DateTimeOffset until = new(token.ValidTo + ClockSkew, TimeSpan.Zero);
        // The same on both databases; the time in the way that each keeps it.
        object expires = db is SqliteServerContext ? until.ToUnixTimeMilliseconds() : until;
        return await db.Database.ExecuteSqlAsync(
            $"INSERT INTO used_assertions (digest, expires_at) VALUES ({digest}, {expires}) ON CONFLICT DO NOTHING", cancellation) == 1;
    }
}
