using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>
/// Cuts an item out of a frame, turned so that its longer side stands upright: whichever way it lies, it then looks as its reference images
/// do, but for being upside down. Where neighbours reach into the picture, the empty tray is put in their place.
/// </summary>
/// <param name="small">Of the small picture, in pixels.</param>
/// <param name="padding">Border on each side of the item, as a share of that side's length.</param>
internal sealed class UprightCut(Size small, double padding) : IDisposable
{
    // Shorter than any item; keeps a rectangle of a line a picture.
    private const double LeastSide = 2;

    // An item's edge, which is left as it is.
    private readonly Mat _edge = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(5, 5));

    /// <param name="laid">Where anything lies, 8 bits, and below the empty tray, 8-bit BGR: both of the small picture's size, and to live as long
    /// as the crop.</param>
    public Crop Of(Mat frame, OutlinedItem item, Mat laid, Mat tray)
    {
        double across = (double)frame.Width / small.Width, down = (double)frame.Height / small.Height;
        var box = item.Box;
        double besides = padding * box.Width * across, above = padding * box.Height * down;
        int left = (int)Math.Max(0, box.X * across - besides), top = (int)Math.Max(0, box.Y * down - above);
        int right = (int)Math.Min(frame.Width, Math.Ceiling(box.Right * across + besides));
        int bottom = (int)Math.Min(frame.Height, Math.Ceiling(box.Bottom * down + above));
        return new Crop(new PixelBox(left, top, right - left, bottom - top), () => Cut(frame, item, laid, tray));
    }

    public void Dispose() => _edge.Dispose();

    private Mat Cut(Mat frame, OutlinedItem item, Mat laid, Mat tray)
    {
        double across = (double)frame.Width / small.Width, down = (double)frame.Height / small.Height;
        var lying = item.Upright;
        var middle = new Point2f((float)((lying.Center.X + 0.5) * across), (float)((lying.Center.Y + 0.5) * down));
        // Frames are as wide for their height as the small picture, but for rounding.
        double width = Math.Max(LeastSide, (lying.Size.Width + 1) * across), height = Math.Max(LeastSide, (lying.Size.Height + 1) * down);
        double angle = lying.Angle;
        if (width > height)
            (width, height, angle) = (height, width, angle + 90);
        var size = new Size(Math.Round(width * (1 + 2 * padding)), Math.Round(height * (1 + 2 * padding)));

        var place = Around(middle, size, angle, frame.Size());
        using var there = Alone(frame, place, item.Mask, laid, tray);
        using var turn = Cv2.GetRotationMatrix2D(new Point2f(middle.X - place.X, middle.Y - place.Y), angle, 1);
        turn.At<double>(0, 2) += size.Width / 2.0 - (middle.X - place.X);
        turn.At<double>(1, 2) += size.Height / 2.0 - (middle.Y - place.Y);
        var upright = new Mat();
        Cv2.WarpAffine(there, upright, turn, size, InterpolationFlags.Linear, BorderTypes.Replicate);
        return upright;
    }

    /// <summary>The level rectangle in the frame that holds a turned one.</summary>
    private static Rect Around(Point2f middle, Size size, double angle, Size frame)
    {
        var box = new RotatedRect(middle, new Size2f(size.Width + 2, size.Height + 2), (float)angle).BoundingRect();
        return box & new Rect(default, frame);
    }

    /// <summary>A place in the frame with the empty tray where the item's neighbours are: a copy if there are any.</summary>
    private Mat Alone(Mat frame, Rect place, Mat item, Mat laid, Mat tray)
    {
        double across = (double)small.Width / frame.Width, down = (double)small.Height / frame.Height;
        int left = (int)(place.X * across), top = (int)(place.Y * down);
        var there = new Rect(left, top, Math.Min(small.Width, (int)Math.Ceiling(place.Right * across)) - left,
            Math.Min(small.Height, (int)Math.Ceiling(place.Bottom * down)) - top);
        using var neighbours = new Mat();
        using (var own = new Mat(item, there))
        using (var all = new Mat(laid, there))
        using (var near = new Mat())
        {
            Cv2.Dilate(own, near, _edge);
            Cv2.Subtract(all, near, neighbours);
        }
        var picture = new Mat(frame, place);
        if (Cv2.CountNonZero(neighbours) == 0)
            return picture;
        var alone = picture.Clone();
        picture.Dispose();
        using var mask = neighbours.Resize(place.Size, 0, 0, InterpolationFlags.Linear);
        using var empty = new Mat(tray, there).Resize(place.Size, 0, 0, InterpolationFlags.Linear);
        Cv2.Threshold(mask, mask, 127, 255, ThresholdTypes.Binary);
        empty.CopyTo(alone, mask);
        return alone;
    }
}
