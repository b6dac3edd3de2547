using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>An outline cut in two, each of which may be cut again.</summary>
/// <param name="First">8-bit mask of the size of the whole's.</param>
/// <param name="OfFirst">Null where it is one item.</param>
/// <param name="Saved">How much nearer to their hulls the parts are than the whole, in pixels, less what the cut costs.</param>
internal sealed record ItemParts(Mat First, Mat Second, ItemParts? OfFirst, ItemParts? OfSecond, double Saved) : IDisposable
{
    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
        OfFirst?.Dispose();
        OfSecond?.Dispose();
    }
}
