using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>One item cut from a frame.</summary>
/// <param name="Image">8-bit BGR, a view into the frame without a copy: valid while the frame lives, and until its cropper
/// sees the next frame.</param>
/// <param name="Box">In pixels of the whole frame.</param>
public sealed record Crop(Mat Image, PixelBox Box)
{
    /// <summary>A picture without a tray is its own crop.</summary>
    public static Crop Whole(Mat picture) => new(picture, new PixelBox(0, 0, picture.Width, picture.Height));
}
