using System.Net;
using System.Net.Sockets;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A listening socket on which each connection is served as told; pulled out and put back on the same port.</summary>
internal sealed class NetworkScale : IAsyncDisposable
{
    private readonly Func<Stream, CancellationToken, Task> _serve;
    private CancellationTokenSource _plug = new();
    private readonly IPEndPoint _endPoint;
    private TcpListener _listener;
    private Task _serving;

    public NetworkScale(Func<Stream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _endPoint = (IPEndPoint)_listener.LocalEndpoint;
        Address = ScaleAddress.Parse($"tcp://127.0.0.1:{_endPoint.Port}");
        _serving = ServeAsync(_plug.Token);
    }

    public ScaleAddress Address { get; }

    public int Connections { get; private set; }

    public async Task UnplugAsync()
    {
        await _plug.CancelAsync();
        _listener.Stop();
        await _serving;
    }

    public void Plug()
    {
        _plug = new CancellationTokenSource();
        _listener = new TcpListener(_endPoint);
        _listener.Start();
        _serving = ServeAsync(_plug.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await UnplugAsync();
        _plug.Dispose();
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                using var client = await _listener.AcceptTcpClientAsync(stop);
                Connections++;
                await using var stream = client.GetStream();
                await _serve(stream, stop);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
        {
            // Pulled out.
        }
    }
}
