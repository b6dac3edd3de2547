using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>
/// Speaks with the central server as this kiosk, by short-lived tokens for what its key signed. What is signed is dated by the server's
/// clock, which every answer tells (Date, RFC 9110, 6.6.1): a kiosk whose own clock is wrong by years is not locked out. Not for several
/// threads at once.
/// </summary>
internal sealed class FleetClient(IOptions<KioskOptions> options, TimeProvider time) : IDisposable
{
    private const int MaxAnswerBytes = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), NewToken = TimeSpan.FromMinutes(1),
        ClockStep = TimeSpan.FromSeconds(20);

    private readonly PoliteHandler _handler = new(time);
    private HttpClient? _http;
    private (string Text, long Since, TimeSpan For)? _token;

    private FleetFiles Files { get; } = new(options.Value.Data);

    private HttpClient Http => _http ??= new HttpClient(_handler) { Timeout = Patience, MaxResponseContentBufferSize = MaxAnswerBytes };

    /// <summary>By how much the server's clock is ahead of the kiosk's, to the second; null until it answered.</summary>
    public TimeSpan? ClockOffset { get; private set; }

    /// <summary>How long the server asked to be left alone; null where it did not ask since the last call.</summary>
    public TimeSpan? TakeRetryAfter() => _handler.TakeRetryAfter();

    /// <summary>Sends a body as JSON, and reads the answer's.</summary>
    /// <param name="path">Relative to the server's address.</param>
    /// <exception cref="FleetRefusedException">The server would not have it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or does not answer as one.</exception>
    /// <exception cref="IOException">The kiosk's key cannot be read.</exception>
    public async Task<TAnswer> PostAsync<TBody, TAnswer>(
        KioskIdentity identity, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType,
        CancellationToken stop)
    {
        using var response = await SendAsync(identity, HttpMethod.Post, path, () => JsonContent.Create(body, bodyType), stop);
        try
        {
            return await response.Content.ReadFromJsonAsync(answerType, stop) ?? throw new JsonException("null");
        }
        catch (JsonException foreign)
        {
            throw new HttpRequestException($"{identity.Server} does not answer as a central server does ({foreign.Message})", foreign);
        }
    }

    /// <summary>Makes another key and has the server take it; until the server did, the old one stays. May be repeated wherever it was cut
    /// off.</summary>
    /// <returns>The identity from now on.</returns>
    /// <exception cref="FleetRefusedException">The server would not have it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    /// <exception cref="IOException">A key cannot be read or written.</exception>
    public async Task<KioskIdentity> RenewKeyAsync(KioskIdentity identity, CancellationToken stop)
    {
        using var next = Files.KeyAt(Files.NextKeyPath);
        var renewal = () => JsonContent.Create(
            new KeyRenewal(KioskPublicKey.Of(next), KioskAssertion.Create(identity, next, ServerNow())), FleetJson.Default.KeyRenewal);
        using var response = await SendAsync(identity, HttpMethod.Put, "api/v1/kiosks/self/key", renewal, stop);
        DurableFile.Publish(Files.NextKeyPath, Files.KeyPath);
        var renewed = identity with { KeySince = ServerNow() };
        Files.Write(renewed);
        _token = null;
        return renewed;
    }

    /// <summary>Whether a renewal was begun and its end is not known, or the key is old.</summary>
    public bool IsRenewalDue(KioskIdentity identity) =>
        File.Exists(Files.NextKeyPath) || ClockOffset is not null && ServerNow() - identity.KeySince > options.Value.Fleet.KeyLifetime;

    public void Dispose()
    {
        _http?.Dispose();
        _handler.Dispose();
    }

    private DateTimeOffset ServerNow() => time.GetUtcNow() + (ClockOffset ?? TimeSpan.Zero);

    private async Task<HttpResponseMessage> SendAsync(
        KioskIdentity identity, HttpMethod method, string path, Func<HttpContent> body, CancellationToken stop)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var token = await TokenAsync(identity, stop);
            using var request = new HttpRequestMessage(method, new Uri(identity.Server, path)) { Content = body() };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var response = await SendAsync(request, stop);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                // It may have been forgotten, as by a server that was restored.
                if (response.StatusCode != HttpStatusCode.Unauthorized || !isFirst)
                    throw new FleetRefusedException(response.StatusCode,
                        $"{request.RequestUri} answers {(int)response.StatusCode}: {await ReasonAsync(response, stop)}");
                _token = null;
            }
        }
    }

    private async Task<string> TokenAsync(KioskIdentity identity, CancellationToken stop)
    {
        // By elapsed time: the clock may be set meanwhile.
        if (_token is { } kept && time.GetElapsedTime(kept.Since) < kept.For)
            return kept.Text;
        _token = null;
        using var key = FleetFiles.ReadKey(Files.KeyPath);
        for (var isFirst = true; ; isFirst = false)
        {
            var (offset, asked) = (ClockOffset ?? TimeSpan.Zero, time.GetTimestamp());
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(identity.Server, "api/v1/token"))
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    ["client_assertion"] = KioskAssertion.Create(identity, key, ServerNow()),
                }),
            };
            using var response = await SendAsync(request, stop);
            if (response.IsSuccessStatusCode)
            {
                var answer = await response.Content.ReadFromJsonAsync(FleetJson.Default.TokenAnswer, stop)
                    ?? throw new HttpRequestException($"{request.RequestUri} gives no token.");
                _token = (answer.AccessToken, asked, TimeSpan.FromSeconds(answer.ExpiresIn) - NewToken);
                return answer.AccessToken;
            }
            if (response.StatusCode != HttpStatusCode.Unauthorized)
                throw new FleetRefusedException(response.StatusCode,
                    $"{request.RequestUri} answers {(int)response.StatusCode}: {await ReasonAsync(response, stop)}");
            // The answer just told what time it is there.
            if (!isFirst || ((ClockOffset ?? TimeSpan.Zero) - offset).Duration() < ClockStep)
                throw new FleetRefusedException(response.StatusCode,
                    $"{identity.Server} does not accept this kiosk's key: it was revoked, or the server is another one; "
                    + "register the kiosk anew with 'klip provision'");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        try
        {
            var response = await Http.SendAsync(request, stop);
            if (response.Headers.Date is { } date)
                ClockOffset = TimeSpan.FromSeconds(Math.Round((date - time.GetUtcNow()).TotalSeconds));
            return response;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new HttpRequestException($"{request.RequestUri} did not answer within {Patience.TotalSeconds:F0} s");
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken stop)
    {
        const int Most = 300;
        try
        {
            var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(stop));
            var detail = problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("detail", out var text)
                && text.ValueKind == JsonValueKind.String
                ? text.GetString()!.ReplaceLineEndings(" ") : "";
            return detail.Length is > 0 and < Most ? detail : response.ReasonPhrase ?? "no reason";
        }
        catch (JsonException)
        {
            return response.ReasonPhrase ?? "no reason";
        }
    }
}
