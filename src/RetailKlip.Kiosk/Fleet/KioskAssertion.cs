using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What a kiosk signs to say who it is (RFC 7523, 2.2): good once, for two minutes.</summary>
internal static class KioskAssertion
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <param name="now">By the server's clock.</param>
    public static string Create(KioskIdentity identity, ECDsa key, DateTimeOffset now)
    {
        var id = identity.Kiosk.ToString();
        // The key is the caller's to dispose: nothing is kept of it.
        var signer = new ECDsaSecurityKey(key) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = id,
            Audience = identity.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = id, ["jti"] = Guid.NewGuid().ToString("n") },
            SigningCredentials = new SigningCredentials(signer, SecurityAlgorithms.EcdsaSha256),
        });
    }
}
