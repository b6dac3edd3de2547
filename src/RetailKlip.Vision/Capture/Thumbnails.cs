using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>Small JPEGs for people.</summary>
public static class Thumbnails
{
    private const int LongestSide = 160;

    /// <returns>A JPEG of at most <see cref="Product.MaxThumbnailBytes"/>.</returns>
    /// <exception cref="PictureException">The picture cannot be read.</exception>
    public static byte[] Read(string path)
    {
        using var picture = Pictures.Read(path);
        return Of(picture);
    }

    /// <param name="picture">8-bit BGR; stays the caller's.</param>
    /// <returns>A JPEG of at most <see cref="Product.MaxThumbnailBytes"/>.</returns>
    public static byte[] Of(Mat picture)
    {
        var scale = Math.Min(1, (double)LongestSide / Math.Max(picture.Width, picture.Height));
        var size = new Size(Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)));
        using var small = new Mat();
        Cv2.Resize(picture, small, size, interpolation: InterpolationFlags.Area);
        // 160 px at this quality are about 6 KB, and below 40 KB for pure noise.
        return small.ImEncode(".jpg", [(int)ImwriteFlags.JpegQuality, 85]);
    }
}
