using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RetailKlip.Kiosk;

/// <summary>
/// <c>GET /api/events</c>: server-sent events <c>basket</c>, <c>tray</c> and <c>camera</c>, each with the whole present state: the first of each
/// at once, then whenever it changes, and <c>beat</c> in between, so that a dead connection is noticed.
/// </summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/events", (Checkout checkout, TrayFeed feed, CameraSight sight, TimeProvider time, IHostApplicationLifetime lifetime) =>
            TypedResults.ServerSentEvents(Events(checkout, feed, sight, time, lifetime.ApplicationStopping)));

    private static async IAsyncEnumerable<SseItem<string>> Events(
        Checkout checkout, TrayFeed feed, CameraSight sight, TimeProvider time, CancellationToken stopping, [EnumeratorCancellation] CancellationToken leaving = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, leaving);
        var basket = checkout.Views.NextAsync(-1, stop.Token).AsTask();
        var tray = feed.Trays.NextAsync(-1, stop.Token).AsTask();
        var camera = sight.Faults.NextAsync(-1, stop.Token).AsTask();
        var beat = Task.Delay(Beat, time, stop.Token);
        var told = "";
        while (!stop.IsCancellationRequested)
        {
            // Of several that are ready it takes the first: what changes rarely must not wait for what changes with every frame.
            var next = await Task.WhenAny(camera, basket, tray, beat);
            if (next.IsCanceled)
                yield break;
            if (next == basket)
            {
                var (version, view) = await basket;
                basket = checkout.Views.NextAsync(version, stop.Token).AsTask();
                yield return new SseItem<string>(JsonSerializer.Serialize(BasketResponse.Of(view), KioskJson.Default.BasketResponse), "basket");
            }
            else if (next == camera)
            {
                var (version, fault) = await camera;
                camera = sight.Faults.NextAsync(version, stop.Token).AsTask();
                yield return new SseItem<string>(JsonSerializer.Serialize(CameraResponse.Of(fault), KioskJson.Default.CameraResponse), "camera");
            }
            else if (next == tray)
            {
                var (version, _) = await tray;
                tray = feed.Trays.NextAsync(version, stop.Token).AsTask();
            }
            else
            {
                beat = Task.Delay(Beat, time, stop.Token);
                yield return new SseItem<string>("", "beat");
            }
            // What the basket says of an item shows on the tray too: a choice changes both.
            var now = JsonSerializer.Serialize(TrayResponse.Of(feed.Trays.Value, checkout), KioskJson.Default.TrayResponse);
            if (now == told)
                continue;
            told = now;
            yield return new SseItem<string>(now, "tray");
        }
    }
}
