using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>Picture files of unknown origin: what they claim to be is read from their header before anything is decoded.</summary>
public static class Pictures
{
    /// <summary>Of one picture; a 108 megapixel phone photo is already beyond.</summary>
    public const long MaxPixels = 100_000_000;

    public const long MaxFileBytes = 256L << 20;

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>Decodes a JPEG, PNG, WebP or BMP file, turned upright by its EXIF orientation.</summary>
    /// <returns>8-bit BGR; the caller disposes.</returns>
    /// <exception cref="PictureException">The file is missing, damaged, truncated, of another kind, or over
    /// <see cref="MaxPixels"/>.</exception>
    public static Mat Read(string path)
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes } file)
                throw new PictureException($"'{path}' has {file.Length >> 20} MiB; pictures up to {MaxFileBytes >> 20} MiB are read.");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new PictureException($"'{path}' cannot be read: {error.Message}", error);
        }
        return Decode(bytes, path);
    }

    /// <summary>As <see cref="Read"/>, of a picture in memory.</summary>
    /// <param name="name">Names the picture in errors.</param>
    /// <exception cref="PictureException">The bytes are damaged, truncated, of another kind, or over <see cref="MaxPixels"/>.</exception>
    public static Mat Decode(ReadOnlySpan<byte> bytes, string name)
    {
        NativeNoise.Silence();
        if (PictureHeader.Fault(bytes, MaxPixels) is { } fault)
            throw new PictureException($"'{name}' {fault}");
        Mat? picture = null;
        try
        {
            picture = Cv2.ImDecode(bytes, ImreadModes.Color);
            if (!picture.Empty())
                return picture;
        }
        catch (OpenCVException error)
        {
            picture?.Dispose();
            throw new PictureException($"'{name}' is damaged and cannot be decoded.", error);
        }
        picture.Dispose();
        throw new PictureException($"'{name}' is damaged and cannot be decoded.");
    }

    /// <summary>What a picture's header says it is, whole or not: nothing is decoded.</summary>
    /// <param name="name">Names the picture in errors.</param>
    /// <param name="maxPixels">Of one picture, at most <see cref="MaxPixels"/>.</param>
    /// <exception cref="PictureException">The bytes are empty, cut short, of another kind than <see cref="Decode"/> reads, or claim more pixels.</exception>
    public static PictureFormat Inspect(ReadOnlySpan<byte> bytes, string name, long maxPixels = MaxPixels) =>
        PictureHeader.Fault(bytes, Math.Min(maxPixels, MaxPixels)) is { } fault
            ? throw new PictureException($"'{name}' {fault}")
            : PictureHeader.Format(bytes);

    /// <summary>Whether the name ends like a picture's; says nothing about the contents.</summary>
    public static bool HasPictureName(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
