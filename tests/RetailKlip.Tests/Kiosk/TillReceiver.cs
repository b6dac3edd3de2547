using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A till's real HTTP server, which keeps what it accepts, in order, and fails when a test wants it to.</summary>
internal sealed class TillReceiver : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLbSwMfKQ9r8GKYo=";

    private readonly WebApplication _app;
    private readonly WebhookSignature _signature = new([Secret]);
    private readonly ConcurrentDictionary<string, bool> _ids = new();
    private readonly CancellationTokenSource _end = new();

    private TillReceiver(WebApplication app) => _app = app;

    /// <summary>What the next request meets.</summary>
    public Func<HttpContext, TillFault> Fault { get; set; } = _ => TillFault.None;

    public ConcurrentQueue<TillMail> Accepted { get; } = new();

    /// <summary>Requests that came, whatever became of them.</summary>
    public ConcurrentQueue<DateTimeOffset> Attempts { get; } = new();

    public int Forged { get; private set; }

    public string Address => _app.Urls.First() + "/events";

    public static async Task<TillReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new TillReceiver(builder.Build());
        receiver._app.MapPost("/events", receiver.ReceiveAsync);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Waits until so many different messages were accepted.</summary>
    public Task UntilAsync(int messages) =>
        Eventually.TrueAsync(() => _ids.Count >= messages, () => $"{_ids.Count} of {messages} came");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        Attempts.Enqueue(TimeProvider.System.GetUtcNow());
        var fault = Fault(context);
        if (fault == TillFault.Reset)
        {
            context.Abort();
            return;
        }
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (fault == TillFault.Hang)
            await Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token).Token)
                .ContinueWith(_ => { }, TaskScheduler.Default);
        if (fault == TillFault.Slow)
            await Task.Delay(30, _end.Token);
        if (fault is TillFault.None or TillFault.Slow or TillFault.Conflict or TillFault.DropAfter)
            Accept(context.Request.Headers, body.ToArray());
        if (fault == TillFault.DropAfter)
            context.Abort();
        else
            context.Response.StatusCode = fault switch
            {
                TillFault.Error => 500,
                TillFault.Busy => 503,
                TillFault.Redirect => 307,
                TillFault.Gone => 410,
                TillFault.Conflict => 409,
                _ => 204,
            };
        if (fault == TillFault.Busy)
            context.Response.Headers.RetryAfter = "1";
        if (fault == TillFault.Redirect)
            context.Response.Headers.Location = "/events";
    }

    private void Accept(IHeaderDictionary headers, byte[] body)
    {
        var id = headers["webhook-id"].ToString();
        var at = long.Parse(headers["webhook-timestamp"].ToString(), System.Globalization.CultureInfo.InvariantCulture);
        if (headers["webhook-signature"].ToString() != _signature.Of(id, at, body))
            Forged++;
        Accepted.Enqueue(TillMail.Of(id, JsonDocument.Parse(body).RootElement));
        _ids.TryAdd(id, true);
    }
}
