using OpenCvSharp;

namespace RetailKlip.Trainer;

/// <summary>Draws one varied view of a picture. All chance comes from the caller's generator; safe for any number of threads.</summary>
/// <param name="size">Width and height of the view in pixels.</param>
public sealed class Augmenter(AugmentationOptions options, int size) : IDisposable
{
    // The six orders of the colour channels; the first leaves the picture as it is.
    private static readonly int[][] ChannelOrders = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1], [0, 2, 1], [1, 0, 2]];

    public const int MaxRecolourings = 6;

    private readonly Mat _noise = DrawNoise(size * 2);

    /// <param name="picture">BGR, 8 bits a channel; only read.</param>
    /// <param name="recolouring">Order of the colour channels, below <see cref="MaxRecolourings"/>; 0 is the picture's own.</param>
    /// <param name="rgb">Receives height × width × 3 bytes, RGB.</param>
    public void Draw(Mat picture, int recolouring, Random random, Span<byte> rgb)
    {
        using var view = Warp(picture, random);
        Recolour(view, ChannelOrders[recolouring], random);
        if (Chance(options.OcclusionChance, random))
            Occlude(view, random);
        if (Chance(options.LowResolutionChance, random))
            LoseResolution(view, random);
        if (Chance(options.BlurChance, random))
            Cv2.GaussianBlur(view, view, new Size(0, 0), 0.4 + random.NextDouble() * 1.2);
        if (Chance(options.NoiseChance, random))
            AddNoise(view, random);
        if (Chance(options.JpegChance, random))
            Recompress(view, random);
        Cv2.CvtColor(view, view, ColorConversionCodes.BGR2RGB);
        view.AsSpan<byte>().CopyTo(rgb);
    }

    public void Dispose() => _noise.Dispose();

    // Crop, aspect, rotation, flip and perspective are one mapping of four corners.
    private Mat Warp(Mat picture, Random random)
    {
        var area = picture.Width * (double)picture.Height * Between(options.MinArea, 1, random);
        var aspect = Math.Exp(Between(-Math.Log(options.MaxAspect), Math.Log(options.MaxAspect), random)) * picture.Width / picture.Height;
        var width = Math.Min(picture.Width, Math.Sqrt(area * aspect));
        var height = Math.Min(picture.Height, Math.Sqrt(area / aspect));
        var centreX = Between(width / 2, picture.Width - width / 2, random);
        var centreY = Between(height / 2, picture.Height - height / 2, random);
        var degrees = Between(-options.RotationDegrees, options.RotationDegrees, random);
        if (Chance(options.QuarterTurnChance, random))
            degrees += 90 * random.Next(1, 4);
        var flip = Chance(options.FlipChance, random) ? -1 : 1;
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);

        var source = new Point2f[4];
        for (var corner = 0; corner < 4; corner++)
        {
            var x = (corner is 0 or 3 ? -0.5 : 0.5) + Between(-options.Perspective, options.Perspective, random);
            var y = (corner < 2 ? -0.5 : 0.5) + Between(-options.Perspective, options.Perspective, random);
            x *= width * flip;
            y *= height;
            source[corner] = new((float)(centreX + cos * x - sin * y), (float)(centreY + sin * x + cos * y));
        }
        Point2f[] target = [new(0, 0), new(size, 0), new(size, size), new(0, size)];
        using var map = Cv2.GetPerspectiveTransform(source, target);
        var view = new Mat();
        var border = random.Next(3) == 0 ? BorderTypes.Replicate : BorderTypes.Reflect101;
        Cv2.WarpPerspective(picture, view, map, new Size(size, size), InterpolationFlags.Linear, border);
        return view;
    }

    // Channel order, brightness, contrast, saturation, hue and white balance are one linear map of BGR.
    private void Recolour(Mat view, int[] order, Random random)
    {
        var brightness = 1 + Between(-options.Colour, options.Colour, random);
        var contrast = 1 + Between(-options.Colour, options.Colour, random);
        var saturation = Math.Max(0, 1 + Between(-options.Colour, options.Colour, random));
        var hue = Between(-options.HueDegrees, options.HueDegrees, random) * Math.PI / 180;
        double[] luma = [0.114, 0.587, 0.299];
        var (sin, cos) = Math.SinCos(hue);
        var third = (1 - cos) / 3;
        var sine = sin / Math.Sqrt(3);

        using var map = new Mat(3, 4, MatType.CV_32FC1);
        var offset = 128 * (1 - contrast) * brightness;
        for (var row = 0; row < 3; row++)
        {
            var gain = brightness * contrast * (1 + Between(-options.WhiteBalance, options.WhiteBalance, random));
            for (var column = 0; column < 3; column++)
            {
                // A rotation about the grey axis turns the hue; what is not grey is then scaled by the saturation.
                var rotation = third + (column == row ? cos : column == (row + 1) % 3 ? -sine : sine);
                var value = saturation * rotation + (1 - saturation) * luma[column];
                map.Set(row, order[column], (float)(gain * value));
            }
            map.Set(row, 3, (float)offset);
        }
        Cv2.Transform(view, view, map);
    }

    private void Occlude(Mat view, Random random)
    {
        var area = Between(0.02, Math.Max(0.02, options.OcclusionArea), random) * size * size;
        var aspect = Math.Exp(Between(-1.2, 1.2, random));
        var width = (int)Math.Clamp(Math.Sqrt(area * aspect), 1, size);
        var height = (int)Math.Clamp(Math.Sqrt(area / aspect), 1, size);
        var box = new Rect(random.Next(size - width + 1), random.Next(size - height + 1), width, height);
        using var part = new Mat(view, box);
        part.SetTo(new Scalar(random.Next(256), random.Next(256), random.Next(256)));
    }

    private void LoseResolution(Mat view, Random random)
    {
        var small = (int)Math.Max(8, size * Between(0.33, 0.67, random));
        using var shrunk = new Mat();
        Cv2.Resize(view, shrunk, new Size(small, small), 0, 0, InterpolationFlags.Area);
        Cv2.Resize(shrunk, view, new Size(size, size), 0, 0, InterpolationFlags.Linear);
    }

    private void AddNoise(Mat view, Random random)
    {
        using var window = new Mat(_noise, new Rect(random.Next(size), random.Next(size), size, size));
        using var wide = new Mat();
        Cv2.AddWeighted(view, 1, window, Between(0.2, 1, random), 0, wide, MatType.CV_16S);
        wide.ConvertTo(view, MatType.CV_8U);
    }

    private static void Recompress(Mat view, Random random)
    {
        Cv2.ImEncode(".jpg", view, out var bytes, [new ImageEncodingParam(ImwriteFlags.JpegQuality, random.Next(30, 91))]);
        using var decoded = Cv2.ImDecode(bytes, ImreadModes.Color);
        decoded.CopyTo(view);
    }

    private static Mat DrawNoise(int side)
    {
        var random = Seeds.Random(0x6e6f697365, 0, 0);
        var noise = new Mat(side, side, MatType.CV_16SC3);
        foreach (ref var value in noise.AsSpan<Vec3s>())
            value = new((short)Gaussian(random), (short)Gaussian(random), (short)Gaussian(random));
        return noise;
    }

    private static double Gaussian(Random random) =>
        12 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static bool Chance(double chance, Random random) => random.NextDouble() < chance;

    private static double Between(double low, double high, Random random) => low + (high - low) * random.NextDouble();
}
