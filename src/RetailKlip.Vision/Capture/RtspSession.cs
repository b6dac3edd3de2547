using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace RetailKlip.Vision;

/// <summary>
/// A client of the Real Time Streaming Protocol (RFC 2326) with its packets in the same TCP connection, which passes every
/// firewall that lets it ask. Basic and Digest authentication (RFC 7616, MD5).
/// </summary>
internal sealed class RtspSession : IDisposable
{
    private const int MaxResponseBytes = 1 << 20;

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly Uri _address;
    private readonly string _uri;
    private readonly NetworkStream _stream;
    private readonly BufferedStream _input;
    private readonly byte[] _packet = new byte[ushort.MaxValue];
    private string? _session;
    private string? _challenge;
    private int _sequence;
    private long _aliveAt;

    private RtspSession(Uri address, TimeSpan timeout)
    {
        _address = address;
        _uri = new UriBuilder(address) { UserName = "", Password = "" }.Uri.AbsoluteUri;
        try
        {
            if (!_client.ConnectAsync(address.Host, address.IsDefaultPort || address.Port < 0 ? 554 : address.Port).Wait(timeout))
                throw new SocketException((int)SocketError.TimedOut);
        }
        catch (AggregateException error) when (error.InnerException is SocketException refused)
        {
            _client.Dispose();
            throw refused;
        }
        catch
        {
            _client.Dispose();
            throw;
        }
        _client.ReceiveTimeout = _client.SendTimeout = (int)timeout.TotalMilliseconds;
        _stream = _client.GetStream();
        _input = new BufferedStream(_stream, 1 << 16);
    }

    public SessionDescription Description { get; private set; } = new("", "", []);

    /// <summary>Connects, chooses the first video stream and starts it.</summary>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="SocketException">The camera was not reached.</exception>
    /// <exception cref="FormatException">The camera refused, or what it offers is not understood; the message says what.</exception>
    public static RtspSession Play(Uri address, TimeSpan timeout)
    {
        var session = new RtspSession(address, timeout);
        try
        {
            var (headers, body) = session.Ask("DESCRIBE", session._uri, "Accept: application/sdp");
            var description = SessionDescription.Parse(body);
            if (!RtpDepacketiser.Knows(description.Codec))
                throw new FormatException($"it sends {description.Codec}; set it to H.264 or H.265");
            session.Description = description;
            var root = headers.GetValueOrDefault("content-base", session._uri).Trim();
            var stream = description.Control is "" or "*" ? root
                : description.Control.Contains("://", StringComparison.Ordinal) ? description.Control
                : $"{root.TrimEnd('/')}/{description.Control}";
            (headers, _) = session.Ask("SETUP", stream, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
            session._session = headers.GetValueOrDefault("session", "").Split(';')[0].Trim();
            session.Ask("PLAY", root, "Range: npt=0.000-");
            session._aliveAt = Environment.TickCount64;
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the next RTP packet of the stream.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<byte> Next()
    {
        Span<byte> header = stackalloc byte[3];
        while (true)
        {
            KeepAlive();
            var first = _input.ReadByte();
            if (first < 0)
                throw new EndOfStreamException("the camera closed the connection");
            if (first != '$')
            {
                // An answer to what kept the session alive.
                ReadResponse((byte)first);
                continue;
            }
            _input.ReadExactly(header);
            var packet = _packet.AsSpan(0, BinaryPrimitives.ReadUInt16BigEndian(header[1..]));
            _input.ReadExactly(packet);
            // Channel 0 is the pictures, 1 their reports.
            if (header[0] == 0)
                return packet;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _input?.Dispose();
    }

    // Sessions end after 60 s of silence unless the camera says otherwise.
    private void KeepAlive()
    {
        if (Environment.TickCount64 - _aliveAt < 20_000)
            return;
        _aliveAt = Environment.TickCount64;
        Send("GET_PARAMETER", _uri, []);
    }

    private (Dictionary<string, string> Headers, string Body) Ask(string method, string uri, params string[] headers)
    {
        Send(method, uri, headers);
        var (status, answer, body) = ReadResponse();
        if (status == 401 && answer.TryGetValue("www-authenticate", out _challenge) && _address.UserInfo.Length > 0)
        {
            Send(method, uri, headers);
            (status, answer, body) = ReadResponse();
        }
        return status switch
        {
            200 => (answer, body),
            401 => throw new FormatException("it asks for a user and password: write them into the address, rtsp://user:password@…"),
            _ => throw new FormatException($"it answered {method} with status {status}"),
        };
    }

    private void Send(string method, string uri, ReadOnlySpan<string> headers)
    {
        var request = new StringBuilder().Append(
            CultureInfo.InvariantCulture, $"{method} {uri} RTSP/1.0\r\nCSeq: {++_sequence}\r\nUser-Agent: RetailKlip\r\n");
        if (_session is { Length: > 0 })
            request.Append(CultureInfo.InvariantCulture, $"Session: {_session}\r\n");
        if (_challenge is not null)
            request.Append(CultureInfo.InvariantCulture, $"Authorization: {Authorize(method, uri)}\r\n");
        foreach (var header in headers)
            request.Append(header).Append("\r\n");
        _stream.Write(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()));
    }

    private (int Status, Dictionary<string, string> Headers, string Body) ReadResponse(byte? first = null)
    {
        var line = ReadLine(first);
        var words = line.Split(' ');
        if (words.Length < 2 || !words[0].StartsWith("RTSP/", StringComparison.Ordinal)
            || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var status))
            throw new FormatException("it does not speak RTSP");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (ReadLine() is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            // Of several challenges Digest is the one to answer.
            if (colon > 0 && !(headers.TryGetValue(header[..colon], out var before)
                && before.StartsWith("Digest", StringComparison.OrdinalIgnoreCase)))
                headers[header[..colon]] = header[(colon + 1)..].Trim();
        }
        _ = int.TryParse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture, out var length);
        if (length is < 0 or > MaxResponseBytes)
            throw new FormatException($"it answers with {length} bytes");
        var body = new byte[length];
        _input.ReadExactly(body);
        return (status, headers, Encoding.UTF8.GetString(body));
    }

    private string ReadLine(byte? first = null)
    {
        var line = new StringBuilder();
        for (var value = first ?? _input.ReadByte(); value != '\n'; value = _input.ReadByte())
        {
            if (value < 0)
                throw new EndOfStreamException("the camera closed the connection");
            if (line.Length > 8192)
                throw new FormatException("it does not speak RTSP");
            line.Append((char)value);
        }
        return line.ToString().TrimEnd('\r');
    }

    private string Authorize(string method, string uri)
    {
        var login = Uri.UnescapeDataString(_address.UserInfo).Split(':', 2);
        string user = login[0], password = login.Length > 1 ? login[1] : "";
        if (!_challenge!.StartsWith("Digest", StringComparison.OrdinalIgnoreCase))
            return $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
        string realm = Quoted("realm"), nonce = Quoted("nonce");
        var response = Md5($"{Md5($"{user}:{realm}:{password}")}:{nonce}:{Md5($"{method}:{uri}")}");
        return $"Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\"";
    }

    private string Quoted(string name)
    {
        var start = _challenge!.IndexOf($"{name}=\"", StringComparison.OrdinalIgnoreCase);
        return start < 0 ? "" : _challenge[(start + name.Length + 2)..].Split('"')[0];
    }

    // What cameras speak; the connection itself is no secret either.
#pragma warning disable CA5351 // RFC 2326 cameras know no other digest.
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
