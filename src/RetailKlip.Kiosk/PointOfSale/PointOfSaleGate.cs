using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace RetailKlip.Kiosk;

/// <summary>Who may call <c>/api/pos</c>: from this machine, unless configured otherwise, with the token, and no oftener than it
/// may.</summary>
internal sealed class PointOfSaleGate(IOptions<KioskOptions> options) : IDisposable
{
    private const string Scheme = "Bearer ";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly FixedWindowRateLimiter _calls = new(new FixedWindowRateLimiterOptions
    {
        PermitLimit = options.Value.PointOfSale.MostCalls,
        Window = Window,
    });

    /// <returns>Null where the call may go on.</returns>
    public IResult? Refusal(HttpContext context)
    {
        var settings = options.Value.PointOfSale;
        if (!settings.AllowRemote && !ThisMachine.Sent(context))
            return ThisMachine.Refusal;
        if (settings.TokenFile.Length == 0)
            return Refused(StatusCodes.Status403Forbidden, "No till may call: set Kiosk:PointOfSale:TokenFile.");
        using var call = _calls.AttemptAcquire();
        if (!call.IsAcquired)
        {
            context.Response.Headers.RetryAfter = Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return Refused(
                StatusCodes.Status429TooManyRequests, $"More than {settings.MostCalls} calls in {Window.TotalSeconds} s: try again later.");
        }
        if (Token(settings.TokenFile) is not { } token)
            return Refused(StatusCodes.Status403Forbidden,
                $"No till may call: {settings.TokenFile} must hold a token of at least {PointOfSaleOptions.ShortestToken} characters.");
        var header = context.Request.Headers.Authorization.ToString();
        var shown = header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : "";
        return CryptographicOperations.FixedTimeEquals(Hash(shown), Hash(token))
            ? null
            : Refused(StatusCodes.Status401Unauthorized, "The till's token is wrong: send it as 'Authorization: Bearer TOKEN'.");
    }

    public void Dispose() => _calls.Dispose();

    // Read anew each time, so that it can be changed while the kiosk sells.
    private static string? Token(string file)
    {
        try
        {
            return SecretFile.Read(file, "") is [{ Length: >= PointOfSaleOptions.ShortestToken } token] ? token : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IResult Refused(int status, string why) => Results.Text(why, statusCode: status);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
