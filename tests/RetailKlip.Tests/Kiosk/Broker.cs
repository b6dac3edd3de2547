using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A real broker (Eclipse Mosquitto) on a free port of this machine, whose sessions a test may make it forget.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly string _settings;
    private Process? _process;

    private Broker(string folder, int port) => (_settings, Port) = (Path.Combine(folder, "mosquitto.conf"), port);

    public int Port { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{Port}");

    /// <param name="folder">For its settings and its database.</param>
    /// <param name="more">Lines of its settings; without any, everybody may do everything.</param>
    public static async Task<Broker> StartAsync(string folder, params string[] more)
    {
        var broker = new Broker(folder, FreePort());
        await File.WriteAllLinesAsync(broker._settings,
        [
            string.Create(CultureInfo.InvariantCulture, $"listener {broker.Port} 127.0.0.1"), $"user {Environment.UserName}",
            "persistence true", $"persistence_location {folder}/", "autosave_interval 1", "autosave_on_changes true",
            // What it acknowledges it hands on at once, so that one that is killed holds nothing back.
            "max_inflight_messages 0", "max_queued_messages 0", .. more is [] ? ["allow_anonymous true"] : more,
        ]);
        await broker.StartAgainAsync();
        return broker;
    }

    public async Task StartAgainAsync()
    {
        _process = Process.Start(new ProcessStartInfo("mosquitto", ["-c", _settings]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var told = _process.StandardError.ReadToEndAsync();
        await Eventually.TrueAsync(() => _process.HasExited || Answers(), () => "the broker does not listen");
        if (_process.HasExited)
            throw new InvalidOperationException($"The broker ended: {await told}");
    }

    /// <param name="kill">SIGKILL instead of the SIGTERM at which it saves its sessions.</param>
    public async Task StopAsync(bool kill)
    {
        if (_process is null)
            return;
        if (kill)
            _process.Kill();
        else
            Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync(kill: true);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
