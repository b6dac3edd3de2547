using System.Net.Sockets;
using System.Runtime.InteropServices;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// An RTSP camera. The FFmpeg that OpenCV brings on Linux decodes, but is built without network: the session is read here,
/// and its byte stream handed over through a named pipe.
/// </summary>
internal sealed partial class RtspReader : FrameReader
{
    private readonly CameraSource _source;
    private readonly RtspSession _session;
    private readonly string _pipe = Path.Combine(Path.GetTempPath(), $"retailklip-{Guid.NewGuid():N}");
    private readonly Thread _pump;
    private readonly VideoCapture? _capture;
    private volatile string? _fault;

    public RtspReader(CameraSource source, CameraOptions options)
    {
        NativeNoise.Silence();
        _source = source;
        try
        {
            _session = RtspSession.Play(new Uri(source.Address), options.ReadTimeout);
        }
        catch (Exception error) when (error is IOException or SocketException or FormatException)
        {
            throw new CameraException($"'{source}' cannot be opened: {error.Message.Split('\n')[0].TrimEnd('.')}: "
                + "check the address, the password and the network.", error);
        }
        if (MakePipe(_pipe, 0x180) != 0)
        {
            _session.Dispose();
            throw new CameraException($"'{source}' cannot be decoded: no pipe can be made in {Path.GetTempPath()}.");
        }
        _pump = new Thread(Pump) { IsBackground = true, Name = $"Stream {source}" };
        _pump.Start();
        _capture = new VideoCapture(_pipe, VideoCaptureAPIs.FFMPEG);
        if (_capture.IsOpened())
            return;
        var fault = _fault;
        Dispose();
        throw new CameraException($"'{source}' sends no pictures that can be decoded{(fault is null ? "" : $": {fault}")}.");
    }

    public override Mat? Read(FramePool pool)
    {
        var image = pool.Rent();
        try
        {
            if (_capture!.Read(image) && !image.Empty())
                return image;
        }
        catch (OpenCVException error)
        {
            pool.Return(image);
            throw new CameraException($"'{_source}' broke off: {error.Message.Split('\n')[0]}", error);
        }
        pool.Return(image);
        throw new CameraException($"'{_source}' broke off: {_fault ?? "no more pictures come"}: check its power and the network.");
    }

    public override void Dispose()
    {
        _session.Dispose();
        _capture?.Dispose();
        // Where nobody opened the other end, the pump still waits for that.
        if (_pump.IsAlive && File.Exists(_pipe))
            using (new FileStream(_pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
                _pump.Join(TimeSpan.FromSeconds(1));
        File.Delete(_pipe);
    }

    private void Pump()
    {
        try
        {
            using var pipe = new FileStream(_pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            var depacketiser = new RtpDepacketiser(_session.Description.Codec, pipe);
            foreach (var unit in _session.Description.ParameterSets)
                depacketiser.WriteUnit(unit);
            while (true)
                depacketiser.Write(_session.Next());
        }
        // Closing the pipe ends the decoder, whose end the reading thread reports with this reason.
        catch (Exception error) when (error is IOException or SocketException or FormatException or ObjectDisposedException)
        {
            _fault = error.Message.Split('\n')[0].TrimEnd('.');
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
