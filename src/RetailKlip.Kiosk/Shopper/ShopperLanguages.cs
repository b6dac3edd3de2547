using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;

namespace RetailKlip.Kiosk;

/// <summary>The languages of the shopper's page. A shopper's choice is a cookie of the browser's session: it outlives a kiosk that is started
/// again, and the page takes it back when the next basket begins.</summary>
internal static class ShopperLanguages
{
    /// <summary>All there are texts for, by ISO 639-1 code.</summary>
    public const string All = "en,de,fr,es,ar";

    /// <summary>Where the page goes to change its language; answers with a redirect to the page.</summary>
    public static string Address(CultureInfo language) => $"/language/{language.Name}";

    /// <summary>As its speakers write it.</summary>
    public static string NameOf(CultureInfo language) => language.TextInfo.ToTitleCase(language.NativeName);

    /// <summary>What the store offers, its own language first.</summary>
    public static CultureInfo[] Offered(KioskOptions options) => [.. options.Languages.Split(',').Distinct().Select(CultureInfo.GetCultureInfo)];

    /// <summary>Answers every request in the shopper's language, the store's own before one is chosen.</summary>
    public static void UseShopperLanguage(this WebApplication app)
    {
        var offered = Offered(app.Services.GetRequiredService<IOptions<KioskOptions>>().Value);
        app.UseRequestLocalization(new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture(offered[0]),
            SupportedCultures = offered,
            SupportedUICultures = offered,
            RequestCultureProviders = [new CookieRequestCultureProvider()],
        });
    }

    public static void MapLanguages(this IEndpointRouteBuilder app) =>
        app.MapGet("/language/{code}", (string code, HttpContext context, IOptions<KioskOptions> options) =>
        {
            if (Offered(options.Value).FirstOrDefault(language => language.Name == code) is not { } chosen)
                return Results.NotFound();
            context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(chosen)),
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
            context.Response.Headers.CacheControl = "no-store";
            return Results.LocalRedirect("~/");
        }).ExcludeFromDescription();
}
