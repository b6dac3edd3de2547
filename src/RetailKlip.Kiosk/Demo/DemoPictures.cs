using OpenCvSharp;
using RetailKlip.Scenes;

namespace RetailKlip.Kiosk;

internal static class DemoPictures
{
    /// <summary>The drawn pixels as a picture of its own; the caller disposes.</summary>
    public static Mat ToMat(Picture picture)
    {
        var mat = new Mat(picture.Height, picture.Width, MatType.CV_8UC3);
        System.Runtime.InteropServices.Marshal.Copy(picture.Bgr, 0, mat.Data, picture.Bgr.Length);
        return mat;
    }
}
