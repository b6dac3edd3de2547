using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace RetailKlip.Server;

/// <summary>Warns where the token would travel over a network unencrypted.</summary>
internal sealed partial class AddressWatch(IServer server, IHostApplicationLifetime lifetime, ILogger<AddressWatch> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
                if (IsOpen(BindingAddress.Parse(address)))
                    LogOpen(address);
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsOpen(BindingAddress address) =>
        address.Scheme == Uri.UriSchemeHttp && address is { IsUnixPipe: false, IsNamedPipe: false }
        && !address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        && !(IPAddress.TryParse(address.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host));

    [LoggerMessage(1101, LogLevel.Warning, "{Address} is open to a network without TLS, where tokens can be overheard: listen on localhost behind a proxy that speaks TLS, or set Kestrel:Endpoints with a certificate.")]
    private partial void LogOpen(string address);
}
