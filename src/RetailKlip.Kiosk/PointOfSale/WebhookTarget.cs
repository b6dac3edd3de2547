using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>
/// Posts every event to an address, signed. Any 2xx says that the receiver has it, 409 that it had it before. 410 says that it wants no
/// more. Everything else, redirections too, is tried again.
/// </summary>
internal sealed class WebhookTarget(WebhookOptions options, string kiosk, TimeProvider time) : ITarget
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.Timeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private WebhookSignature? _signature;

    public bool AtMostOnce => false;

    public Task OpenAsync(CancellationToken stopping)
    {
        try
        {
            _signature ??= new WebhookSignature(SecretFile.Read(options.SecretFile, options.Secret));
            return Task.CompletedTask;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new DeliveryException(wrong.Message, wrong);
        }
    }

    public async Task DeliverAsync(OutboxMessage message, CancellationToken stopping)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limited.CancelAfter(options.Timeout);
        try
        {
            using var request = Request(message);
            // What else the receiver says is of no interest, however long it is.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.Conflict)
                return;
            // The secret may be another by now.
            _signature = null;
            throw Refused(response);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new DeliveryException($"{options.Address} cannot be reached ({broken.Message})", broken);
        }
        catch (OperationCanceledException late) when (!stopping.IsCancellationRequested)
        {
            throw new DeliveryException($"{options.Address} did not answer within {options.Timeout}", late);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(OutboxMessage message)
    {
        var body = TillMessage.Write(message, kiosk);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(TillMessage.ContentType);
        var request = new HttpRequestMessage(HttpMethod.Post, options.Address) { Content = content };
        request.Headers.Add(WebhookSignature.IdHeader, message.Id);
        request.Headers.Add(WebhookSignature.TimestampHeader, now.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, _signature!.Of(message.Id, now, body.Span));
        return request;
    }

    private DeliveryException Refused(HttpResponseMessage response)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.ReasonPhrase}");
        var after = response.Headers.RetryAfter;
        return new DeliveryException($"{options.Address} answered {status}")
        {
            RetryAfter = after?.Delta ?? after?.Date - time.GetUtcNow(),
            IsGone = response.StatusCode == HttpStatusCode.Gone,
        };
    }
}
