using Microsoft.AspNetCore.Http.Features;

namespace RetailKlip.Server;

internal static class RouteText
{
    /// <summary>A segment of the address as it was sent, unescaped: what routing gives cannot tell <c>%2F</c> from <c>%252F</c>.</summary>
    /// <param name="index">0 for the first one.</param>
    public static string Segment(this HttpContext http, int index) => Uri.UnescapeDataString(Segments(http)[index + 1]);

    /// <summary>How many segments the address has.</summary>
    public static int SegmentCount(this HttpContext http) => Segments(http).Length - 1;

    private static string[] Segments(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.StartsWith('/') ? target : new Uri(target).PathAndQuery;
        return path.Split('?')[0].Split('/');
    }
}
