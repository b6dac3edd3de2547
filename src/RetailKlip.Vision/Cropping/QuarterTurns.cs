using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// The four directions in which a reference image of a product above a tray is enrolled: what a <see cref="Cropper"/> has turned upright may
/// stand on its head, and of what is nearly square any side may be up.
/// </summary>
public static class QuarterTurns
{
    public const int Count = 4;

    private static readonly RotateFlags[] Rotations = [RotateFlags.Rotate90Clockwise, RotateFlags.Rotate180, RotateFlags.Rotate90Counterclockwise];

    /// <param name="picture">Stays the caller's.</param>
    /// <returns>The picture as it is, then turned clockwise by a quarter turn each; the caller disposes all.</returns>
    public static Mat[] Of(Mat picture)
    {
        var turned = new Mat[Count];
        turned[0] = picture.Clone();
        for (var turn = 1; turn < Count; turn++)
            Cv2.Rotate(picture, turned[turn] = new Mat(), Rotations[turn - 1]);
        return turned;
    }

    /// <summary>By how much an image of <see cref="Of"/> is turned.</summary>
    public static int Degrees(int index) => index % Count * 90;
}
