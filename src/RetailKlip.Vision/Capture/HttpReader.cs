using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>A camera that serves JPEGs over HTTP: an endless multipart answer, or one picture a request.</summary>
internal sealed class HttpReader : FrameReader
{
    private readonly CameraSource _source;
    private readonly CameraOptions _options;
    private readonly HttpClient _client;
    private readonly Uri _address;
    private HttpResponseMessage? _response;
    private BufferedStream? _parts;

    public HttpReader(CameraSource source, CameraOptions options)
    {
        (_source, _options) = (source, options);
        var address = new Uri(source.Address);
        var login = Uri.UnescapeDataString(address.UserInfo).Split(':', 2);
        _address = new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        _client = new HttpClient(new SocketsHttpHandler
        {
            Credentials = login is [var user, var password] ? new NetworkCredential(user, password) : null,
            ConnectTimeout = options.OpenTimeout,
            ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, options.ReadTimeout, cancellation),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        try
        {
            Request();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override Mat? Read(FramePool pool)
    {
        try
        {
            var jpeg = _parts is null ? ReadWhole() : ReadPart(_parts);
            return Pictures.Decode(jpeg, _source.Name);
        }
        catch (PictureException error)
        {
            throw new CameraException(error.Message, error);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException or FormatException)
        {
            throw new CameraException($"'{_source}' broke off: {error.Message.Split('\n')[0].TrimEnd('.')}: "
                + "check its power and the network.", error);
        }
    }

    public override void Dispose()
    {
        _parts?.Dispose();
        _response?.Dispose();
        _client.Dispose();
    }

    // A socket of its own, for the time-out of reading: a camera whose cable is pulled says nothing, for ever.
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint end, TimeSpan readTimeout, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, cancellation);
            return new NetworkStream(socket, ownsSocket: true) { ReadTimeout = (int)readTimeout.TotalMilliseconds };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Request()
    {
        try
        {
            using var patience = new CancellationTokenSource(_options.OpenTimeout);
            using var request = new HttpRequestMessage(HttpMethod.Get, _address);
            _response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).EnsureSuccessStatusCode();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            throw new CameraException($"'{_source}' cannot be opened: {error.Message.Split('\n')[0].TrimEnd('.')}: "
                + "check the address, the password and the network.", error);
        }
        var kind = _response.Content.Headers.ContentType?.MediaType ?? "";
        if (kind.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            _parts = new BufferedStream(_response.Content.ReadAsStream(), 1 << 16);
        else if (!kind.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
            throw new CameraException($"'{_source}' serves '{kind}', no pictures: "
                + "give the address of its MJPEG stream or of a single JPEG.");
    }

    private byte[] ReadWhole()
    {
        if (_response is null)
            Request();
        using var response = _response!;
        _response = null;
        if (response.Content.Headers.ContentLength is > Pictures.MaxFileBytes)
            throw new FormatException("the picture is too large");
        using var stream = response.Content.ReadAsStream();
        using var patient = new MemoryStream();
        stream.CopyTo(patient);
        return patient.ToArray();
    }

    // A part: boundary, headers, blank line, JPEG. Where its length is not given, it ends with the JPEG's own end marker.
    private static byte[] ReadPart(Stream parts)
    {
        long length = -1;
        var hasHeaders = false;
        while (ReadLine(parts) is var line)
        {
            if (line.Length == 0 && hasHeaders)
                break;
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = long.Parse(line.AsSpan(15), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture);
            hasHeaders |= line.Contains(':', StringComparison.Ordinal);
        }
        if (length > Pictures.MaxFileBytes)
            throw new FormatException("a picture is too large");
        if (length < 0)
            return ReadToEndMarker(parts);
        var jpeg = new byte[length];
        parts.ReadExactly(jpeg);
        return jpeg;
    }

    private static byte[] ReadToEndMarker(Stream parts)
    {
        var jpeg = new ArrayBufferWriter<byte>(1 << 16);
        for (int last = 0, value = ReadByte(parts); ; last = value, value = ReadByte(parts))
        {
            jpeg.GetSpan(1)[0] = (byte)value;
            jpeg.Advance(1);
            if (last == 0xFF && value == 0xD9)
                return jpeg.WrittenSpan.ToArray();
            if (jpeg.WrittenCount > Pictures.MaxFileBytes)
                throw new FormatException("a picture is too large");
        }
    }

    private static string ReadLine(Stream parts)
    {
        var line = new StringBuilder();
        for (var value = ReadByte(parts); value != '\n'; value = ReadByte(parts))
            if (line.Length < 1024)
                line.Append((char)value);
        return line.ToString().TrimEnd('\r');
    }

    private static int ReadByte(Stream parts) =>
        parts.ReadByte() is var value and >= 0 ? value : throw new EndOfStreamException("the camera closed the connection");
}
