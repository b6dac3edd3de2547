using RetailKlip.Core;

namespace RetailKlip.Kiosk;

internal static class BasketEndpoints
{
    public static string ThumbnailAddress(Sku sku) => $"/api/products/{Uri.EscapeDataString(sku.Value)}/thumbnail";

    public static void MapBasket(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/basket", (Checkout checkout) => Results.Json(BasketResponse.Of(checkout.Views.Value), KioskJson.Default.BasketResponse));
        app.MapGet("/api/basket/details", (Checkout checkout) =>
            Results.Json(new BasketDetails([.. checkout.Lines.Select(BasketDetails.DetailedLine.Of)]), KioskJson.Default.BasketDetails));
        app.MapGet("/api/products/{sku}/thumbnail", (string sku, TrayFeed feed, HttpContext context) =>
        {
            if (!Sku.TryParse(sku, out var wanted) || feed.Gallery?.Find(wanted)?.Thumbnail is not { } thumbnail)
                return Results.NotFound();
            context.Response.Headers.CacheControl = "private, max-age=300";
            return Results.Bytes(thumbnail, "image/jpeg");
        });
    }
}
