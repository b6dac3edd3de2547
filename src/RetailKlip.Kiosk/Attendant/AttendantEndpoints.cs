using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace RetailKlip.Kiosk;

/// <summary>What a person of the store does: from this machine only, and with the configured key.</summary>
internal static class AttendantEndpoints
{
    private const string Scheme = "Bearer ";

    public static void MapAttendant(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/attendant").AddEndpointFilter(async (call, next) =>
            Refusal(call.HttpContext) is { } refusal ? refusal : await next(call));
        group.MapGet("", (Checkout checkout) => Tasks(checkout));
        group.MapPost("/consent", ConsentAsync);
        group.MapReceipts();
    }

    private static IResult Tasks(Checkout checkout) => Results.Json(checkout.ForAttendant, KioskJson.Default.AttendantTasks);

    private static async Task<IResult> ConsentAsync(HttpContext context, Checkout checkout)
    {
        Consent? consent;
        try
        {
            consent = await context.Request.ReadFromJsonAsync(KioskJson.Default.Consent, context.RequestAborted);
        }
        catch (Exception wrong) when (wrong is System.Text.Json.JsonException or InvalidOperationException)
        {
            consent = null;
        }
        if (consent is not { IsValid: true })
            return Results.Text(
                $$"""{"by":"NAME"} is expected, NAME with 1 to {{Consent.MaxName}} characters; with "line" only that line is consented to.""",
                statusCode: StatusCodes.Status400BadRequest);
        return checkout.GiveConsent(consent.Line, consent.By)
            ? Tasks(checkout)
            : Results.Text("No such line waits for consent.", statusCode: StatusCodes.Status409Conflict);
    }

    private static IResult? Refusal(HttpContext context)
    {
        if (!ThisMachine.Sent(context))
            return ThisMachine.Refusal;
        var key = context.RequestServices.GetRequiredService<IOptions<KioskOptions>>().Value.AttendantKey;
        if (key.Length == 0)
            return Results.Text("No attendant's key is set: set Kiosk:AttendantKey.", statusCode: StatusCodes.Status403Forbidden);
        var header = context.Request.Headers.Authorization.ToString();
        var shown = header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : "";
        return CryptographicOperations.FixedTimeEquals(Hash(shown), Hash(key))
            ? null
            : Results.Text("The attendant's key is wrong: send it as 'Authorization: Bearer KEY'.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
