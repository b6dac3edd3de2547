using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>A kiosk's public key, ECDSA on the curve P-256, as a JSON Web Key (RFC 7517, RFC 7518, 6.2).</summary>
/// <param name="Kty"><c>EC</c>.</param>
/// <param name="Crv"><c>P-256</c>.</param>
/// <param name="X">32 bytes as base64url.</param>
/// <param name="Y">32 bytes as base64url.</param>
public sealed record KioskPublicKey(string Kty, string Crv, string X, string Y)
{
    private const string EllipticCurve = "EC", P256 = "P-256";
    private const int CoordinateBytes = 32, CoordinateLetters = 43;

    /// <summary>The name of the key: the SHA-256 of its parts in their order, as base64url (RFC 7638).</summary>
    [JsonIgnore]
    public string Thumbprint => Base64Url.EncodeToString(SHA256.HashData(
        Encoding.UTF8.GetBytes($$"""{"crv":"{{Crv}}","kty":"{{Kty}}","x":"{{X}}","y":"{{Y}}"}""")));

    public static KioskPublicKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new(EllipticCurve, P256, Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }

    /// <summary>Whether it is a point of the curve, written in the one way there is.</summary>
    public bool IsValid()
    {
        if (Kty != EllipticCurve || Crv != P256 || Coordinate(X) is not { } x || Coordinate(Y) is not { } y)
            return false;
        try
        {
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
            return Of(key) == this;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[]? Coordinate(string text) =>
        text is { Length: CoordinateLetters } && Base64Url.IsValid(text, out var bytes) && bytes == CoordinateBytes
            ? Base64Url.DecodeFromChars(text) : null;
}
