using System.IO.Ports;
using System.Net.Sockets;

namespace RetailKlip.Kiosk;

/// <summary>Where a scale is: a serial device such as <c>/dev/ttyUSB0</c>, or <c>tcp://host:port</c> of a network scale.</summary>
public sealed record ScaleAddress
{
    private readonly Uri? _tcp;

    private ScaleAddress(string text, Uri? tcp) => (Text, _tcp) = (text, tcp);

    public string Text { get; }

    /// <exception cref="FormatException"><paramref name="text"/> is neither.</exception>
    public static ScaleAddress Parse(string text)
    {
        if (Path.IsPathFullyQualified(text))
            return new ScaleAddress(text, null);
        if (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address is { Scheme: "tcp", Port: > 0, Host: not "", PathAndQuery: "" or "/" })
            return new ScaleAddress(text, address);
        throw new FormatException(
            $"'{text}' is no scale: a device such as /dev/ttyUSB0 or an address such as tcp://192.168.1.20:4305 is expected.");
    }

    /// <returns>What is written and read there; the caller disposes it, which frees device or connection.</returns>
    /// <exception cref="ScaleException">There is none, or it is in use.</exception>
    internal async Task<Stream> OpenAsync(ScaleOptions options, CancellationToken stop)
    {
        try
        {
            return _tcp is { } tcp ? await ConnectAsync(tcp, options.ReplyTimeout, stop) : OpenDevice(options.BaudRate);
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException or ArgumentException
            or InvalidOperationException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            throw new ScaleException($"the scale at {Text} cannot be reached ({OneLine(error)}); check plug, power and setting", error);
        }
    }

    public override string ToString() => Text;

    private static async Task<Stream> ConnectAsync(Uri address, TimeSpan patience, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(patience);
            await socket.ConnectAsync(address.Host, address.Port, limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private SerialStream OpenDevice(int baudRate)
    {
        var port = new SerialPort(Text, baudRate, Parity.None, 8, StopBits.One);
        try
        {
            port.Open();
            port.DiscardInBuffer();
            return new SerialStream(port);
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }

    private static string OneLine(Exception error) =>
        string.Join(' ', error.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
