using System.Security.Cryptography;
using System.Text;

namespace RetailKlip.Core;

/// <summary>
/// What an administrator hands to whoever sets up a kiosk, as text to type or as a QR code: where the server is, the secret by which the
/// kiosk registers once, and the fingerprint by which it knows the update repository's first root, whatever the network says.
/// </summary>
/// <param name="Server">An http or https address that ends with a slash.</param>
/// <param name="Secret">32 lower-case hex digits: 128 random bits.</param>
/// <param name="Fingerprint">SHA-256 of the first root metadata, 64 lower-case hex digits.</param>
public sealed record RegistrationCode(Uri Server, string Secret, string Fingerprint)
{
    private const byte Format = 1;
    private const int SecretBytes = 16, FingerprintBytes = 32, ChecksumBytes = 3, HeadBytes = 1 + SecretBytes + FingerprintBytes;
    private const int MaxAddressBytes = 200, MaxText = 1000;

    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Whether an address is short and plain enough to be in a code.</summary>
    public static bool IsAddress(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            && address.AbsoluteUri.EndsWith('/')
        && address.AbsoluteUri.Length <= MaxAddressBytes;

    /// <summary>The text: digits, capital letters and hyphens, about 130 for a usual address.</summary>
    /// <exception cref="ArgumentException">A part is not as described.</exception>
    public string ToText()
    {
        if (!IsAddress(Server))
            throw new ArgumentException(
                $"{Server} is no address for a code: http or https, at most {MaxAddressBytes} letters and a / at the end are expected.");
        byte[] content = [Format, .. Convert.FromHexString(Secret), .. Convert.FromHexString(Fingerprint),
            .. Encoding.ASCII.GetBytes(Server.AbsoluteUri)];
        return CodeText.Write([.. content, .. Checksum(content)]);
    }

    /// <summary>Reads what <see cref="ToText"/> wrote, in any case, with or without hyphens and blanks.</summary>
    /// <exception cref="FormatException">It is mistyped, cut off, or of another kind; the message says where.</exception>
    public static RegistrationCode Parse(string text)
    {
        if (text.Length > MaxText)
            throw new FormatException("the code is too long to be a registration code");
        var bytes = CodeText.Read(text);
        if (bytes.Length <= HeadBytes + ChecksumBytes
            || !Checksum(bytes.AsSpan(..^ChecksumBytes)).SequenceEqual(bytes.AsSpan(^ChecksumBytes..)))
            throw new FormatException("the code is cut off, or its groups are not in their order");
        if (bytes[0] != Format)
            throw new FormatException($"the code is of format {bytes[0]}, but {Format} is known: use the klip of the server's version");
        var address = Encoding.ASCII.GetString(bytes.AsSpan(HeadBytes..^ChecksumBytes));
        return Uri.TryCreate(address, UriKind.Absolute, out var server) && IsAddress(server)
            ? new(server, Convert.ToHexStringLower(bytes.AsSpan(1, SecretBytes)),
                Convert.ToHexStringLower(bytes.AsSpan(1 + SecretBytes, FingerprintBytes)))
            : throw new FormatException("the code names no server: ask for another one");
    }

    /// <summary>Without the secret: for logs and people.</summary>
    public override string ToString() => $"registration at {Server}";

    private static byte[] Checksum(ReadOnlySpan<byte> content) => SHA256.HashData(content)[..ChecksumBytes];
}
