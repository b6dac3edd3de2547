using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>A web server on the loopback address, for all repositories of a test class.</summary>
public sealed class SimulatorServer : IAsyncLifetime
{
    private readonly Dictionary<string, Func<HttpContext, string, Task>> _sites = [];
    private WebApplication? _server;
    private int _next;

    private string Address => _server!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    /// <summary>Serves a repository under an address of its own.</summary>
    internal Uri Serve(RepositorySimulator repository) => Serve(repository.Answer);

    /// <summary>Serves what <paramref name="answer"/> has for a path; null is "404".</summary>
    internal Uri Serve(Func<string, byte[]?> answer) => Serve(async (context, path) =>
    {
        if (answer(path) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    });

    /// <summary>Serves whatever <paramref name="answer"/> makes of a path, which arrives as it was sent.</summary>
    internal Uri Serve(Func<HttpContext, string, Task> answer)
    {
        var site = $"repository{Interlocked.Increment(ref _next)}";
        lock (_sites)
            _sites[site] = answer;
        return new Uri($"{Address}/{site}/");
    }

    private Task AnswerAsync(HttpContext context)
    {
        // The raw target: what the server makes of %2F and .. does not matter here.
        var parts = context.Features.Get<IHttpRequestFeature>()!.RawTarget.TrimStart('/').Split('/', 2);
        lock (_sites)
            return _sites[parts[0]](context, parts[1]);
    }
}
