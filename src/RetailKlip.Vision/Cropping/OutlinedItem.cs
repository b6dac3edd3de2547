using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>One item in the small picture.</summary>
/// <param name="Box">Tight and level, in pixels.</param>
/// <param name="Upright">The smallest rectangle around it, turned as it lies; in pixels, whose middles are at whole numbers.</param>
/// <param name="Mask">8 bits, of the small picture's size: 255 where the item is. The item disposes it.</param>
internal sealed record OutlinedItem(Rect Box, RotatedRect Upright, Mat Mask) : IDisposable
{
    /// <param name="mask">Not empty; becomes the item's.</param>
    public static OutlinedItem Of(Mat mask)
    {
        Cv2.FindContours(mask, out var contours, out _, RetrievalModes.External, ContourApproximationModes.ApproxSimple);
        // Parts that a thin gap of noise parts count together.
        var hull = Cv2.ConvexHull(contours.SelectMany(contour => contour));
        return new OutlinedItem(Cv2.BoundingRect(hull), Cv2.MinAreaRect(hull), mask);
    }

    public void Dispose() => Mask.Dispose();
}
