using System.Net;

namespace RetailKlip.Kiosk;

internal static class CameraEndpoints
{
    public static void MapCamera(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/camera", (CameraSight sight) =>
            Results.Json(CameraResponse.Of(sight.Faults.Value), KioskJson.Default.CameraResponse));
        app.MapPost("/api/camera/relearn", (CameraSight sight, HttpContext context) =>
        {
            if (!IsOfThisMachine(context))
                return Results.Text("Only from this machine.", statusCode: StatusCodes.Status403Forbidden);
            sight.Relearn();
            return Results.Accepted();
        });
    }

    // Who may type on the kiosk may have it learn; another machine, or a foreign page in the kiosk's browser, may not.
    private static bool IsOfThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (context.Request.Headers.Origin is not [{ } origin] || origin == $"{context.Request.Scheme}://{context.Request.Host}");
}
