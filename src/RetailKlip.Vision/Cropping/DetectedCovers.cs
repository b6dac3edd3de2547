using System.Runtime.InteropServices;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>What a detector found, as masks of the small picture.</summary>
internal sealed class DetectedCovers : IDisposable
{
    // Share of an item that must differ from the tray: of a pack in its colour, little more than the edge does.
    private const double LeastShare = 0.2;

    private readonly List<Mat> _covers = [];

    public DetectedCovers(IReadOnlyList<DetectedItem> items, Size size)
    {
        foreach (var item in items)
        {
            using var cover = Mat.FromPixelData(item.Box.Height, item.Box.Width, MatType.CV_8UC1, MemoryMarshal.AsBytes(item.Cover.AsSpan()).ToArray());
            using var map = new Mat((size.Height + 1) / ItemDetector.Step, (size.Width + 1) / ItemDetector.Step, MatType.CV_8UC1, Scalar.Black);
            using (var place = new Mat(map, item.Box))
                Cv2.Compare(cover, Scalar.Black, place, CmpTypes.NE);
            var mask = new Mat();
            Cv2.Resize(map, mask, size, interpolation: InterpolationFlags.Linear);
            Cv2.Threshold(mask, mask, 127, 255, ThresholdTypes.Binary);
            if (Cv2.CountNonZero(mask) > 0)
                _covers.Add(mask);
            else
                mask.Dispose();
        }
    }

    /// <summary>Items most of whose differing pixels are those of an outline; each belongs to one outline at most.</summary>
    /// <param name="outlined">8-bit mask of the small picture's size.</param>
    /// <returns>Masks, which are the caller's.</returns>
    public IEnumerable<Mat> Within(Mat outlined)
    {
        using var shared = new Mat();
        for (var i = _covers.Count - 1; i >= 0; i--)
        {
            Cv2.BitwiseAnd(_covers[i], outlined, shared);
            if (Cv2.CountNonZero(shared) < LeastShare * Cv2.CountNonZero(_covers[i]))
                continue;
            var cover = _covers[i];
            _covers.RemoveAt(i);
            yield return cover;
        }
    }

    public void Dispose()
    {
        foreach (var cover in _covers)
            cover.Dispose();
    }
}
