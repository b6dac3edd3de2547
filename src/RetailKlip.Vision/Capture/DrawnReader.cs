using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>Pictures that the process makes itself.</summary>
internal sealed class DrawnReader(IEnumerable<Mat> drawings) : FrameReader
{
    private readonly IEnumerator<Mat> _drawings = drawings.GetEnumerator();

    public override Mat? Read(FramePool pool)
    {
        if (!_drawings.MoveNext())
            return null;
        // A copy, since a drawing may be a view on one buffer that the next one overwrites.
        using var drawing = _drawings.Current;
        var image = pool.Rent();
        drawing.CopyTo(image);
        return image;
    }

    public override void Dispose() => _drawings.Dispose();
}
