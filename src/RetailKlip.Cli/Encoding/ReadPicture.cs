using OpenCvSharp;

namespace RetailKlip.Cli;

/// <summary>A picture that was read, or the line saying why it could not be.</summary>
/// <param name="Image">BGR; null where the picture is broken. Whoever takes the picture disposes it.</param>
internal sealed record ReadPicture(int Index, string Path, Mat? Image, string? Error) : IDisposable
{
    public long Bytes => Image is null ? 0 : Image.Total() * Image.ElemSize();

    public void Dispose() => Image?.Dispose();
}
