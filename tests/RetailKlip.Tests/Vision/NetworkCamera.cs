using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using OpenCvSharp;

namespace RetailKlip.Tests.Vision;

/// <summary>
/// A camera on the loopback: RTSP with H.264 in its TCP connection, or HTTP with a multipart answer of JPEGs. Its
/// pictures get brighter by and by.
/// </summary>
internal sealed class NetworkCamera : IAsyncDisposable
{
    public const string User = "kiosk";
    public const string Password = "s3cret:word";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Task _running;
    private TcpClient? _client;

    private NetworkCamera(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    /// <param name="needsLogin">Asks for Digest authentication.</param>
    public static NetworkCamera Rtsp(bool needsLogin = false) => new((stream, stop) => ServeRtspAsync(stream, needsLogin, stop));

    /// <param name="withLengths">Whether its parts say how long they are.</param>
    public static NetworkCamera Mjpeg(bool withLengths = true) => new((stream, stop) => ServeMjpegAsync(stream, withLengths, stop));

    /// <param name="picture">The next JPEG by its number over all connections; null is silence. Fifteen a second are asked for.</param>
    public static NetworkCamera Mjpeg(Func<int, byte[]?> picture)
    {
        var number = 0;
        return new NetworkCamera(async (stream, stop) =>
        {
            await BeginMjpegAsync(stream, stop);
            while (true)
            {
                if (picture(number++) is { } jpeg)
                    await SendJpegAsync(stream, jpeg, $"Content-Length: {jpeg.Length}\r\n", stop);
                await Task.Delay(1000 / 15, stop);
            }
        });
    }

    /// <summary>Grey of a picture by its number.</summary>
    public static byte Grey(int number) => (byte)(40 + number % 150);

    /// <summary>Breaks the connection; a new one is served.</summary>
    public void Unplug() => _client?.Dispose();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _client?.Dispose();
        _listener.Dispose();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
            try
            {
                using var client = _client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                await _serve(client.GetStream(), _stop.Token);
            }
            catch (Exception error) when (
                error is IOException or SocketException or OperationCanceledException
                    or ObjectDisposedException or InvalidOperationException)
            {
            }
    }

    private static async Task ServeRtspAsync(NetworkStream stream, bool needsLogin, CancellationToken stop)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
        while (true)
        {
            var request = new List<string>();
            while (await reader.ReadLineAsync(stop) is { Length: > 0 } line)
                request.Add(line);
            if (request.Count == 0)
                return;
            var method = request[0].Split(' ')[0];
            var answer = needsLogin && !IsAuthorized(request)
                ? "401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"tray\", nonce=\"abc\"\r\nWWW-Authenticate: Basic"
                    + " realm=\"tray\"\r\n\r\n"
                : method switch
                {
                    "DESCRIBE" => Description(),
                    "SETUP" when request[0].Contains("/tray/track1", StringComparison.Ordinal) =>
                        "200 OK\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 42;timeout=60\r\n\r\n",
                    "PLAY" when request.Contains("Session: 42") => "200 OK\r\n\r\n",
                    _ => "404 Not Found\r\n\r\n",
                };
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"RTSP/1.0 {answer}"), stop);
            if (method == "PLAY" && answer.StartsWith("200", StringComparison.Ordinal))
                break;
        }
        ushort sequence = 65530;
        for (var number = 0; ; number++)
        {
            // Every other time the parameter sets come along, together in one packet.
            if (number % 2 == 0)
                await SendAsync([24, .. Sized(TinyH264.Sps), .. Sized(TinyH264.Pps)]);
            var picture = TinyH264.Picture(number, Grey(number));
            for (var at = 1; at < picture.Length; at += 1000)
            {
                var part = picture[at..Math.Min(picture.Length, at + 1000)];
                var flags = (at == 1 ? 0x80 : 0) | (at + 1000 >= picture.Length ? 0x40 : 0);
                await SendAsync([(byte)(picture[0] & 0xE0 | 28), (byte)(flags | picture[0] & 0x1F), .. part]);
            }
            await Task.Delay(20, stop);
        }

        async Task SendAsync(byte[] payload)
        {
            var packet = new byte[16 + payload.Length];
            packet[0] = (byte)'$';
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)(12 + payload.Length));
            packet[4] = 0x80;
            packet[5] = 96;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), sequence++);
            payload.CopyTo(packet, 16);
            await stream.WriteAsync(packet, stop);
        }
    }

    private static byte[] Sized(byte[] unit) => [(byte)(unit.Length >> 8), (byte)unit.Length, .. unit];

    private static string Description()
    {
        var sdp = "v=0\r\ns=tray\r\nt=0 0\r\nm=audio 0 RTP/AVP 8\r\na=control:track0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
            + "a=fmtp:96 packetization-mode=1;sprop-parameter-sets="
            + $"{Convert.ToBase64String(TinyH264.Sps)},{Convert.ToBase64String(TinyH264.Pps)}\r\na=control:track1\r\n";
        return $"200 OK\r\nContent-Type: application/sdp\r\nContent-Length: {sdp.Length}\r\n\r\n{sdp}";
    }

#pragma warning disable CA5351 // What RTSP cameras ask for.
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private static bool IsAuthorized(List<string> request)
    {
        var words = request[0].Split(' ');
        var response = Md5($"{Md5($"{User}:tray:{Password}")}:abc:{Md5($"{words[0]}:{words[1]}")}");
        return request.Any(line => line.StartsWith("Authorization: Digest", StringComparison.Ordinal)
            && line.Contains($"response=\"{response}\"", StringComparison.Ordinal));
    }

    private static async Task ServeMjpegAsync(NetworkStream stream, bool withLengths, CancellationToken stop)
    {
        await BeginMjpegAsync(stream, stop);
        for (var number = 0; ; number++)
        {
            using var picture = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(Grey(number)));
            var jpeg = picture.ImEncode(".jpg");
            var length = withLengths ? $"Content-Length: {jpeg.Length}\r\n" : "";
            await SendJpegAsync(stream, jpeg, length, stop);
            await Task.Delay(20, stop);
        }
    }

    private static async Task BeginMjpegAsync(NetworkStream stream, CancellationToken stop)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
        while (await reader.ReadLineAsync(stop) is { Length: > 0 })
        {
        }
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"u8.ToArray(), stop);
    }

    private static async Task SendJpegAsync(NetworkStream stream, byte[] jpeg, string length, CancellationToken stop)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\n{length}\r\n"), stop);
        await stream.WriteAsync(jpeg, stop);
        await stream.WriteAsync("\r\n"u8.ToArray(), stop);
    }
}
