using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>The real host in this process: Kestrel on a free port, hosted services, SQLite, ONNX Runtime.</summary>
internal sealed class RunningKiosk : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly WebApplication _app;

    private RunningKiosk(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = Patience };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public Checkout Checkout => Services.GetRequiredService<Checkout>();

    /// <param name="data">The kiosk's folder; it outlives the kiosk.</param>
    /// <param name="settings">Of the section <c>Kiosk</c>, as <c>Camera=…</c>.</param>
    public static Task<RunningKiosk> StartAsync(string data, params string[] settings) => StartAsync(TimeProvider.System, data, settings);

    /// <param name="time">The kiosk's clock.</param>
    /// <param name="data">The kiosk's folder; it outlives the kiosk.</param>
    /// <param name="settings">Of the section <c>Kiosk</c>, as <c>Camera=…</c>.</param>
    public static async Task<RunningKiosk> StartAsync(TimeProvider time, string data, params string[] settings)
    {
        var app = KioskHost.Build(["--urls=http://127.0.0.1:0", $"--Kiosk:Data={data}", "--Kiosk:RetryDelay=00:00:00.3", .. settings.Select(setting => $"--Kiosk:{setting}")], time);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningKiosk(app);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>The answer as soon as it is as wanted; fails with the last one where it does not come to that.</summary>
    public async Task<JsonElement> UntilAsync(string path, Predicate<JsonElement> wanted)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        while (true)
        {
            var answer = await GetAsync(path);
            if (wanted(answer))
                return answer;
            Assert.False(patience.IsCancellationRequested, $"{path} still says {answer}");
            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>Waits until it can sell: a machine that is busy may keep its camera from bringing pictures for a while.</summary>
    public Task SellsAsync() => UntilAsync("/health/ready", answer => answer.GetProperty("status").GetString() != "unhealthy");

    /// <summary>Waits until a part is no longer starting, and returns its status and reason.</summary>
    public async Task<(string Status, string Reason)> HealthOfAsync(string part, string status)
    {
        var ready = await UntilAsync("/health/ready", answer => Part(answer, part).Status == status && Part(answer, part).Reason != KioskHealth.Starting);
        return Part(ready, part);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static (string Status, string Reason) Part(JsonElement ready, string part)
    {
        var found = ready.GetProperty("parts").GetProperty(part);
        return (found.GetProperty("status").GetString()!, found.GetProperty("reason").GetString()!);
    }
}
