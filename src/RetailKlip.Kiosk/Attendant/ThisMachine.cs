using System.Net;

namespace RetailKlip.Kiosk;

/// <summary>Who may type on the kiosk may ask for more than a shopper; another machine, or a foreign page in the kiosk's browser, may not.</summary>
internal static class ThisMachine
{
    public static IResult Refusal => Results.Text("Only from this machine.", statusCode: StatusCodes.Status403Forbidden);

    public static bool Sent(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (context.Request.Headers.Origin is not [{ } origin] || origin == $"{context.Request.Scheme}://{context.Request.Host}");
}
