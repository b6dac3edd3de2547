using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetailKlip.Kiosk;

/// <summary>
/// Signs requests as Standard Webhooks 1.0 says (https://www.standardwebhooks.com, "Signature scheme", symmetric <c>v1</c>): HMAC-SHA256
/// over id, time and body. Several secrets give several signatures, so that a secret can be changed while both sides sell.
/// </summary>
internal sealed class WebhookSignature
{
    public const string IdHeader = "webhook-id", TimestampHeader = "webhook-timestamp", SignatureHeader = "webhook-signature";

    private const string Prefix = "whsec_";

    private readonly byte[][] _keys;

    /// <param name="secrets">24 to 64 bytes each in base64, with or without <c>whsec_</c> before them.</param>
    /// <exception cref="FormatException">A secret is none; the message does not show it.</exception>
    public WebhookSignature(IEnumerable<string> secrets) => _keys = [.. secrets.Select(Key)];

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    /// <param name="timestamp">Of this attempt, in seconds since 1970.</param>
    public string Of(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', _keys.Select(key => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))));
    }

    private static byte[] Key(string secret)
    {
        var base64 = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        var key = new byte[66];
        return Convert.TryFromBase64String(base64, key, out var length) && length is >= 24 and <= 64
            ? key[..length]
            : throw new FormatException("A webhook's secret must be 24 to 64 bytes in base64: make one with 'openssl rand -base64 32'.");
    }
}
