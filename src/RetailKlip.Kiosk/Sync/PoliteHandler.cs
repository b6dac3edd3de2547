using System.Net;

namespace RetailKlip.Kiosk;

/// <summary>Notes how long the server asks to be left alone (Retry-After, RFC 9110, 10.2.3).</summary>
internal sealed class PoliteHandler(TimeProvider time) : DelegatingHandler(new SocketsHttpHandler
{
    AutomaticDecompression = DecompressionMethods.None,
    ConnectTimeout = TimeSpan.FromSeconds(15),
    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
})
{
    private TimeSpan? _retryAfter;

    /// <summary>What the last answer that said something asked for; asked once.</summary>
    public TimeSpan? TakeRetryAfter()
    {
        var asked = _retryAfter;
        _retryAfter = null;
        return asked;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode && response.Headers.RetryAfter is { } after)
            // By the server's clock, where it tells: the kiosk's may be wrong by years.
            _retryAfter = after.Delta ?? after.Date - (response.Headers.Date ?? time.GetUtcNow());
        return response;
    }
}
