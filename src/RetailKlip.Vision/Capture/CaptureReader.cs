using System.Globalization;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>A device, a network stream or a video file through OpenCV.</summary>
internal sealed class CaptureReader : FrameReader
{
    // CAP_PROP_OPEN_TIMEOUT_MSEC and CAP_PROP_READ_TIMEOUT_MSEC, which the binding has no names for.
    private const int OpenTimeoutMilliseconds = 53;
    private const int ReadTimeoutMilliseconds = 54;

    private readonly CameraSource _source;
    private readonly VideoCapture _capture;

    public CaptureReader(CameraSource source, CameraOptions options)
    {
        NativeNoise.Silence();
        _source = source;
        try
        {
            _capture = source.Kind switch
            {
                CameraSourceKind.Device => OpenDevice(source, options),
                CameraSourceKind.Stream => OpenStream(source, options),
                _ => OpenVideo(source),
            };
        }
        catch (OpenCVException error)
        {
            throw new CameraException($"{Remedy(source)} ({error.Message.Split('\n')[0]})", error);
        }
        if (!_capture.IsOpened())
        {
            _capture.Dispose();
            throw new CameraException(Remedy(source));
        }
    }

    public override double FramesPerSecond => !_source.IsLive && _capture.Fps is > 0 and < 1000 and var rate ? rate : 0;

    public override Mat? Read(FramePool pool)
    {
        var image = pool.Rent();
        try
        {
            if (_capture.Read(image) && !image.Empty())
                return image.Channels() == 3 ? image
                    : throw new CameraException($"'{_source}' gives pictures of {image.Channels()} channels; colour is needed.");
        }
        catch (OpenCVException error)
        {
            pool.Return(image);
            throw new CameraException($"'{_source}' broke off: {error.Message.Split('\n')[0]}", error);
        }
        pool.Return(image);
        return _source.IsLive ? throw new CameraException($"'{_source}' gives no more pictures: check its cable and power.") : null;
    }

    public override void Dispose() => _capture.Dispose();

    private static VideoCapture OpenDevice(CameraSource source, CameraOptions options)
    {
        if (OperatingSystem.IsLinux() && !File.Exists(string.Create(CultureInfo.InvariantCulture, $"/dev/video{source.DeviceIndex}")))
            throw new CameraException(Remedy(source));
        var capture = new VideoCapture(source.DeviceIndex, OperatingSystem.IsLinux() ? VideoCaptureAPIs.V4L2 : VideoCaptureAPIs.ANY);
        if (!capture.IsOpened())
            return capture;
        // Uncompressed pictures of this size do not fit through USB 2 at a camera's full rate.
        capture.FourCC = "MJPG";
        capture.FrameWidth = options.Width;
        capture.FrameHeight = options.Height;
        capture.BufferSize = 1;
        return capture;
    }

    private static VideoCapture OpenStream(CameraSource source, CameraOptions options) =>
        new(source.Address, VideoCaptureAPIs.FFMPEG,
        [
            OpenTimeoutMilliseconds, (int)options.OpenTimeout.TotalMilliseconds,
            ReadTimeoutMilliseconds, (int)options.ReadTimeout.TotalMilliseconds,
        ]);

    private static VideoCapture OpenVideo(CameraSource source) =>
        File.Exists(source.Address) ? new VideoCapture(source.Address) : throw new CameraException(Remedy(source));

    private static string Remedy(CameraSource source) => source.Kind switch
    {
        CameraSourceKind.Device => $"'{source}' cannot be opened: plug it in, or see that no other program uses it and that this user may.",
        CameraSourceKind.Stream => $"'{source}' cannot be opened: check the address, the password and the network.",
        _ when !File.Exists(source.Address) =>
            $"'{source}' does not exist: give a device index, an RTSP or HTTP address, a video file, or a folder of pictures.",
        _ => $"'{source}' is not a video that can be read.",
    };
}
