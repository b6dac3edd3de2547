using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// What a crop's pixels say about how well the item was seen. Measured on a copy whose longer side has <see cref="Side"/> pixels, about what an
/// encoder sees, so that they mean the same for near and far, small and large.
/// </summary>
/// <param name="Blur">Share of its changes from pixel to pixel that a further blur does not take away, across or down, whichever is more: 0
/// sharp, 1 no edge at all (Crété et al., "The blur effect", SPIE 6492, 2007). Hardly hangs on contrast, light or how much is printed.</param>
/// <param name="Brightness">90th percentile of grey, in [0, 255]: dark goods have bright spots in good light.</param>
/// <param name="Glare">Share of pixels, in [0, 1], whose three colours are all 250 or more.</param>
/// <param name="Skin">Share of pixels, in [0, 1], of the colour of skin (Chai and Ngan, "Face segmentation using skin-color map", IEEE TCSVT
/// 9(4), 1999). Bread and apples have it too.</param>
public readonly record struct CropMeasures(double Blur, double Brightness, double Glare, double Skin)
{
    /// <summary>Longer side, in pixels, at which crops are measured.</summary>
    public const int Side = 160;

    private const double Clipped = 250;
    private const int Reblur = 9;

    /// <param name="crop">8-bit BGR, at least one pixel; stays the caller's.</param>
    public static CropMeasures Of(Mat crop)
    {
        var scale = (double)Side / Math.Max(crop.Width, crop.Height);
        using var small = new Mat();
        using var grey = new Mat();
        using var chroma = new Mat();
        using var counted = new Mat();
        var size = new Size(Math.Max(1, (int)Math.Round(crop.Width * scale)), Math.Max(1, (int)Math.Round(crop.Height * scale)));
        Cv2.Resize(crop, small, size, interpolation: scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        Cv2.CvtColor(small, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.InRange(small, Scalar.All(Clipped), Scalar.All(255), counted);
        var glare = (double)Cv2.CountNonZero(counted) / counted.Total();
        Cv2.CvtColor(small, chroma, ColorConversionCodes.BGR2YCrCb);
        Cv2.InRange(chroma, new Scalar(40, 133, 77), new Scalar(255, 173, 127), counted);
        return new(BlurOf(grey), Percentile(grey, 0.9), glare, (double)Cv2.CountNonZero(counted) / counted.Total());
    }

    private static double BlurOf(Mat grey)
    {
        using var across = new Mat();
        using var down = new Mat();
        Cv2.Blur(grey, across, new Size(Reblur, 1));
        Cv2.Blur(grey, down, new Size(1, Reblur));
        return Math.Max(Kept(grey, across, 1, 0), Kept(grey, down, 0, 1));
    }

    /// <summary>Of all changes to the pixel before, the share that is still there in the blurred picture.</summary>
    private static unsafe double Kept(Mat grey, Mat blurred, int dx, int dy)
    {
        long all = 0, lost = 0;
        int width = grey.Width, height = grey.Height;
        for (var y = dy; y < height; y++)
        {
            byte* row = (byte*)grey.Ptr(y), before = (byte*)grey.Ptr(y - dy), soft = (byte*)blurred.Ptr(y), softBefore = (byte*)blurred.Ptr(y - dy);
            for (var x = dx; x < width; x++)
            {
                var change = Math.Abs(row[x] - before[x - dx]);
                all += change;
                lost += Math.Max(0, change - Math.Abs(soft[x] - softBefore[x - dx]));
            }
        }
        return all == 0 ? 1 : (double)(all - lost) / all;
    }

    private static unsafe double Percentile(Mat grey, double share)
    {
        Span<int> counts = stackalloc int[256];
        int width = grey.Width, height = grey.Height;
        for (var y = 0; y < height; y++)
            foreach (var value in new ReadOnlySpan<byte>((void*)grey.Ptr(y), width))
                counts[value]++;
        var below = 0;
        for (var level = 0; level < 256; level++)
            if ((below += counts[level]) >= share * width * height)
                return level;
        return 255;
    }
}
