namespace RetailKlip.Kiosk;

internal static class CameraEndpoints
{
    public static void MapCamera(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/camera", (CameraSight sight) =>
            Results.Json(CameraResponse.Of(sight.Faults.Value), KioskJson.Default.CameraResponse));
        app.MapPost("/api/camera/relearn", (CameraSight sight, HttpContext context) =>
        {
            if (!ThisMachine.Sent(context))
                return ThisMachine.Refusal;
            sight.Relearn();
            return Results.Accepted();
        });
    }
}
