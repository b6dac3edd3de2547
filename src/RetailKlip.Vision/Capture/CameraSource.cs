using System.Globalization;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>Where a <see cref="Camera"/> gets its pictures from.</summary>
public sealed class CameraSource
{
    private CameraSource(CameraSourceKind kind, string name) => (Kind, Name) = (kind, name);

    public CameraSourceKind Kind { get; }

    /// <summary>As it was given, for messages; a password in an address is left out.</summary>
    public string Name { get; private init; }

    /// <summary>Whether it keeps its own time and never ends by itself.</summary>
    public bool IsLive => Kind is CameraSourceKind.Device or CameraSourceKind.Stream;

    internal int DeviceIndex { get; private init; }

    internal string Address { get; private init; } = "";

    internal IEnumerable<Mat> Drawings { get; private init; } = [];

    /// <summary>
    /// Reads a device index (<c>0</c>), an RTSP or HTTP address, a folder of pictures, a picture or a video file. Does
    /// not open it.
    /// </summary>
    /// <exception cref="CameraException">The text is none of these.</exception>
    public static CameraSource Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new CameraException("The camera source is empty: give a device index, an RTSP or HTTP address, a video file, "
                + "or a folder of pictures.");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return new CameraSource(CameraSourceKind.Device, $"camera {text}") { DeviceIndex = index };
        if (text.Contains("://", StringComparison.Ordinal))
            return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Host.Length > 0
                && address.Scheme is "rtsp" or "http" or "https"
                ? new CameraSource(CameraSourceKind.Stream,
                    $"{address.Scheme}://{address.Host}{(address.IsDefaultPort ? "" : ":" + address.Port)}{address.AbsolutePath}")
                {
                    Address = text,
                }
                : throw new CameraException($"'{text}' is not an RTSP or HTTP address that a camera can be read from.");
        return new CameraSource(
            Directory.Exists(text) || Pictures.HasPictureName(text) ? CameraSourceKind.Pictures : CameraSourceKind.Video, text)
        {
            Address = text,
        };
    }

    /// <summary>
    /// Pictures that the process makes itself, such as a drawn checkout; enumerated again when the camera loops or
    /// reopens.
    /// </summary>
    /// <param name="pictures">
    /// 8-bit BGR. The camera copies each and disposes it before it asks for the next, so that one may be a view on a buffer
    /// which the next overwrites. Enumerated on the camera's own thread.
    /// </param>
    public static CameraSource FromPictures(string name, IEnumerable<Mat> pictures) =>
        new(CameraSourceKind.Drawn, name) { Drawings = pictures };

    /// <summary>The files of <see cref="CameraSourceKind.Pictures"/>, by name.</summary>
    /// <exception cref="CameraException">The folder or file is missing or holds no pictures.</exception>
    public IReadOnlyList<string> PicturePaths()
    {
        if (Kind != CameraSourceKind.Pictures)
            throw new InvalidOperationException($"'{Name}' is no folder of pictures.");
        try
        {
            if (!Directory.Exists(Address))
                return File.Exists(Address) ? [Address]
                    : throw new CameraException($"'{Name}' does not exist: give a picture or a folder of pictures.");
            var paths = Directory.EnumerateFiles(Address).Where(Pictures.HasPictureName).Order(StringComparer.Ordinal).ToList();
            return paths.Count > 0 ? paths : throw new CameraException($"Folder '{Name}' holds no pictures (.jpg, .png, .webp, .bmp).");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CameraException($"'{Name}' cannot be read: {error.Message}", error);
        }
    }

    public override string ToString() => Name;
}
