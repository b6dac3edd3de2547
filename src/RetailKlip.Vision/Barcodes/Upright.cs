using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>A turned and scaled rectangle of a picture, copied so that scan lines are its rows.</summary>
/// <param name="Centre">In pixels of the picture.</param>
/// <param name="Angle">Of the rows, in radians from the picture's x axis towards its y axis.</param>
/// <param name="Scale">Pixels of the copy for one of the picture.</param>
/// <param name="Size">Of the copy.</param>
internal readonly record struct Upright(Point2f Centre, float Angle, float Scale, Size Size)
{
    public Point2f ToPicture(float x, float y)
    {
        var (sin, cos) = MathF.SinCos(Angle);
        float u = (x - 0.5f * (Size.Width - 1)) / Scale, v = (y - 0.5f * (Size.Height - 1)) / Scale;
        return new Point2f(Centre.X + u * cos - v * sin, Centre.Y + u * sin + v * cos);
    }

    /// <summary>What lies beyond the picture's border repeats its last pixels.</summary>
    public void Cut(Mat picture, Mat copy, InterpolationFlags interpolation)
    {
        var origin = ToPicture(0, 0);
        var (sin, cos) = MathF.SinCos(Angle);
        using var toPicture = Mat.FromPixelData(2, 3, MatType.CV_32FC1,
            new[] { cos / Scale, -sin / Scale, origin.X, sin / Scale, cos / Scale, origin.Y });
        Cv2.WarpAffine(picture, copy, toPicture, Size, interpolation | InterpolationFlags.WarpInverseMap, BorderTypes.Replicate);
    }
}
