using System.Buffers;
using System.Globalization;
using System.Text;

namespace RetailKlip.Kiosk;

internal static class TrayEndpoints
{
    private const string Boundary = "frame";

    private static readonly TimeSpan PatienceForPicture = TimeSpan.FromSeconds(3);

    public static string ItemPictureAddress(Guid item) => $"/api/tray/items/{item}.jpg";

    public static void MapTray(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/preview.jpg", PictureAsync);
        app.MapGet("/api/preview.mjpeg", StreamAsync);
        app.MapGet("/api/tray/items/{item:guid}.jpg", (Guid item, TrayFeed feed) =>
            feed.PictureOf(item) is { } picture ? Results.Bytes(picture, "image/jpeg") : Results.NotFound());
    }

    private static async Task<IResult> PictureAsync(Preview preview, TimeProvider time, CancellationToken leaving)
    {
        using var watching = preview.Watch();
        try
        {
            var (_, picture) = await preview.Pictures.NextAsync(preview.Pictures.Current.Version, leaving).AsTask().WaitAsync(PatienceForPicture, time, leaving);
            return Results.Bytes(picture, "image/jpeg");
        }
        catch (TimeoutException)
        {
            return Results.Text("The camera gives no pictures now: /health/ready says why.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    // A client that cannot keep up misses pictures: after each one written it gets the newest there is.
    private static async Task StreamAsync(HttpContext context, Preview preview, IHostApplicationLifetime lifetime)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var watching = preview.Watch();
        context.Response.ContentType = $"multipart/x-mixed-replace; boundary={Boundary}";
        context.Response.Headers.CacheControl = "no-store";
        var body = context.Response.BodyWriter;
        var version = preview.Pictures.Current.Version;
        try
        {
            await context.Response.StartAsync(stop.Token);
            await body.FlushAsync(stop.Token);
            while (true)
            {
                (version, var picture) = await preview.Pictures.NextAsync(version, stop.Token);
                var header = string.Create(CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: {picture.Length}\r\n\r\n");
                body.Write(Encoding.ASCII.GetBytes(header));
                body.Write(picture.Span);
                body.Write("\r\n"u8);
                await body.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page left, or the kiosk stops.
        }
    }
}
