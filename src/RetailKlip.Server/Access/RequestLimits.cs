using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace RetailKlip.Server;

/// <summary>
/// How often the API may be asked, by whom it knows and by whom it does not: a token that is guessed at, a script that runs wild and a broken
/// client cannot take the server from the others. Health and the update repository, which all kiosks poll, are not counted.
/// </summary>
internal static class RequestLimits
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // Shares of a window in which what was used up comes back.
    private const int Segments = 6;

    public static void AddRequestLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (context, _) => new(Refuse(context));
        });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<ServerOptions>>((limiter, server) =>
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(request => Of(request, server.Value)));
    }

    private static RateLimitPartition<string> Of(HttpContext request, ServerOptions server)
    {
        if (!request.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            return RateLimitPartition.GetNoLimiter("");
        // Whoever shows a wrong token is as unknown as who shows none.
        return request.User.Identity is { IsAuthenticated: true, Name: var name }
            ? Limited($"user {name}", server.RequestsPerMinute)
            : Limited($"address {request.Connection.RemoteIpAddress}", server.UnknownRequestsPerMinute);
    }

    private static RateLimitPartition<string> Limited(string who, int perMinute) => RateLimitPartition.GetSlidingWindowLimiter(who,
        _ => new SlidingWindowRateLimiterOptions { PermitLimit = perMinute, Window = Window, SegmentsPerWindow = Segments });

    private static Task Refuse(OnRejectedContext context)
    {
        var pause = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window / Segments;
        var seconds = Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds));
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(statusCode: StatusCodes.Status429TooManyRequests,
            detail: $"Too many requests in a minute: try again in {seconds} s.").ExecuteAsync(context.HttpContext);
    }
}
