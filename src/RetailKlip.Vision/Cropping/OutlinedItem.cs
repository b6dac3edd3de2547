using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>One item in the small picture.</summary>
/// <param name="Neighbours">8-bit mask of the small picture's size: items that touch it; null where none does. The item disposes it.</param>
internal sealed record OutlinedItem(Rect Box, Mat? Neighbours) : IDisposable
{
    public void Dispose() => Neighbours?.Dispose();
}
