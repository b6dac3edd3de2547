using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>One item cut from a frame: valid while the frame lives, and until its cropper sees the next frame.</summary>
public sealed class Crop : IDisposable
{
    private readonly Func<Mat> _cut;
    private Mat? _image;

    /// <param name="cut">Makes the picture when it is first asked for; the crop disposes it.</param>
    internal Crop(PixelBox box, Func<Mat> cut) => (Box, _cut) = (box, cut);

    /// <summary>8-bit BGR: the item turned so that its longer side stands upright, with the empty tray in the place of its neighbours.</summary>
    public Mat Image => _image ??= _cut();

    /// <summary>Level, in pixels of the whole frame.</summary>
    public PixelBox Box { get; }

    public void Dispose() => _image?.Dispose();
}
