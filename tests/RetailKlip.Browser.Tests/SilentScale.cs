using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RetailKlip.Browser.Tests;

/// <summary>A network scale on which nothing ever changes: it answers every question with the same weight at rest.</summary>
internal sealed class SilentScale : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public SilentScale()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>What <c>Scale</c> of a kiosk is to be.</summary>
    public string Address => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            using var lines = new StreamReader(client.GetStream(), Encoding.ASCII);
            while (await lines.ReadLineAsync(_stop.Token) is not null)
                await client.GetStream().WriteAsync("S S      100.0 g\r\n"u8.ToArray(), _stop.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
        {
            // The kiosk has gone, or the test ends.
        }
    }
}
