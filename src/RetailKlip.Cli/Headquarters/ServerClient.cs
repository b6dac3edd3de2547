using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace RetailKlip.Cli;

/// <summary>
/// Speaks with the central server. What may pass by itself is tried again: too many requests, a busy or starting server, a broken connection.
/// Every change has an idempotency key, so that one whose answer got lost is not made twice.
/// </summary>
internal sealed class ServerClient : IDisposable
{
    private const int ShortTries = 4, LongTries = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.3), LongestPause = TimeSpan.FromMinutes(2);

    // Of one answer: a table of fifty thousand products takes its time.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http;
    private readonly ResiliencePipeline<HttpResponseMessage> _patience = Patience();

    /// <param name="address">Of the server; with a path where a proxy gives it one.</param>
    /// <param name="token">Null where nobody is to be known.</param>
    public ServerClient(Uri address, string? token)
    {
        // A redirect would carry pictures to somewhere else: whoever runs the server names its address.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
        };
        Address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        _http = new HttpClient(handler) { Timeout = Longest };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Address { get; }

    /// <param name="what">What is asked for, in words, for what is said where it is refused.</param>
    /// <param name="path">Relative to the server's address.</param>
    /// <exception cref="ServerRefusedException">The server refused it.</exception>
    /// <exception cref="RefusedException">The server cannot be reached, or what answered is not one.</exception>
    public async Task<T> GetAsync<T>(string what, string path, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var response = await SendAsync(what, new ServerRequest(HttpMethod.Get, path), stop);
        return await ReadAsync(what, response, type, stop);
    }

    /// <summary>All items of a list that comes in pages.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(
        string what, string path, JsonTypeInfo<ServerPage<T>> type, [EnumeratorCancellation] CancellationToken stop)
    {
        for (string? next = path; next is not null;)
        {
            var page = await GetAsync(what, next, type, stop);
            foreach (var item in page.Items)
                yield return item;
            // It is named from the server's root, which a proxy may have put elsewhere.
            next = page.Next?.TrimStart('/');
        }
    }

    public async Task<T> ChangeAsync<T>(string what, ServerRequest request, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var response = await SendAsync(what, request, stop);
        return await ReadAsync(what, response, type, stop);
    }

    /// <returns>A successful answer, its body not read yet; dispose it.</returns>
    public async Task<HttpResponseMessage> SendAsync(string what, ServerRequest request, CancellationToken stop)
    {
        var response = await TryAsync(what, request, stop);
        if (response.IsSuccessStatusCode || request.Accepts(response.StatusCode))
            return response;
        using (response)
            throw new ServerRefusedException(what, response.StatusCode, await ProblemAsync(response, stop));
    }

    public async Task<T> ReadAsync<T>(string what, HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken stop)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            return await JsonSerializer.DeserializeAsync(body, type, stop) ?? throw new JsonException("null");
        }
        catch (Exception foreign) when (foreign is JsonException or HttpRequestException or IOException)
        {
            throw new RefusedException($"{what}: {Address} does not answer as a central server does ({foreign.Message}): check the address");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> TryAsync(string what, ServerRequest request, CancellationToken stop)
    {
        var key = Guid.NewGuid().ToString("n");
        try
        {
            return await _patience.ExecuteAsync(async cancellation =>
            {
                using var message = request.ToMessage(Address, key);
                return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            }, stop);
        }
        catch (HttpRequestException unreachable)
        {
            throw new RefusedException(
                $"{what}: {Address} cannot be reached ({unreachable.Message}): check the address, and that the server runs");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new RefusedException($"{what}: {Address} did not answer within {Longest.TotalMinutes:F0} minutes: look at its log");
        }
    }

    private static ResiliencePipeline<HttpResponseMessage> Patience() => new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(Retry(LongTries, new PredicateBuilder<HttpResponseMessage>().HandleResult(IsBusy)))
        .AddRetry(Retry(ShortTries, new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>(MayPass)))
        .Build();

    private static RetryStrategyOptions<HttpResponseMessage> Retry(int tries, PredicateBuilder<HttpResponseMessage> when) => new()
    {
        ShouldHandle = when,
        MaxRetryAttempts = tries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = FirstPause,
        MaxDelay = LongestPause,
        DelayGenerator = tried => ValueTask.FromResult(Asked(tried.Outcome.Result)),
    };

    // Health says by 503 how the server is.
    private static bool IsBusy(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
        && response.RequestMessage?.RequestUri?.AbsolutePath.EndsWith(ServerRequest.Ready, StringComparison.Ordinal) != true;

    // A wrong name or certificate stays one.
    private static bool MayPass(HttpRequestException failed) => failed.HttpRequestError
        is not (HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.UserAuthenticationError);

    private static TimeSpan? Asked(HttpResponseMessage? response)
    {
        var after = response?.Headers.RetryAfter;
        var asked = after?.Delta ?? after?.Date - TimeProvider.System.GetUtcNow();
        return asked is not { } pause ? null : pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestPause ? LongestPause : pause;
    }

    private static async Task<ServerProblem> ProblemAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var nameless = new ServerProblem(response.ReasonPhrase ?? response.StatusCode.ToString(), null, null, null);
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
            return nameless;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            return await JsonSerializer.DeserializeAsync(body, CliJson.Default.ServerProblem, stop) ?? nameless;
        }
        catch (Exception cut) when (cut is JsonException or HttpRequestException or IOException)
        {
            return nameless;
        }
    }
}
