using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Server;

namespace RetailKlip.Tests.Server;

/// <summary>The real host in this process: Kestrel on a free port, and a real database.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly WebApplication _app;

    private RunningServer(WebApplication app, string data)
    {
        _app = app;
        // A client that is told to wait for the server before it sends a body waits for it.
        Client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Patience })
        {
            BaseAddress = new Uri(app.Urls.First()), Timeout = Patience,
        };
        Anonymous = new HttpClient { BaseAddress = Client.BaseAddress, Timeout = Patience };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(data));
    }

    /// <summary>The administrator.</summary>
    public HttpClient Client { get; }

    /// <summary>Somebody without a token.</summary>
    public HttpClient Anonymous { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="data">The server's folder; it outlives the server.</param>
    /// <param name="database">Connection string of PostgreSQL, or empty for SQLite.</param>
    /// <param name="settings">Of the section <c>Server</c>, as <c>MaxRequestBytes=…</c>.</param>
    public static async Task<RunningServer> StartAsync(string data, string database = "", params string[] settings)
    {
        var app = ServerHost.Build([
            "--urls=http://127.0.0.1:0", $"--Server:Data={data}", $"--Server:Database={database}", "--Logging:LogLevel:Default=Warning",
            .. settings.Select(setting => $"--Server:{setting}")]);
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new RunningServer(app, data);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public static string TokenOf(string data) => File.ReadAllText(Path.Combine(data, AdministratorToken.FileName)).Trim();

    public async Task<JsonElement> GetAsync(string address)
    {
        using var response = await Client.GetAsync(address, TestContext.Current.CancellationToken);
        return await response.JsonAsync();
    }

    /// <summary>Works in the server's database beside it.</summary>
    internal async Task<T> InDatabaseAsync<T>(Func<ServerContext, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<ServerContext>());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Anonymous.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
