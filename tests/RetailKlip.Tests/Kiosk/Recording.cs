using System.Runtime.InteropServices;
using OpenCvSharp;
using RetailKlip.Scenes;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Video files as a camera above the tray would have recorded them.</summary>
internal static class Recording
{
    public static void Write(string path, int framesPerSecond, IEnumerable<Picture> pictures)
    {
        VideoWriter? video = null;
        try
        {
            foreach (var picture in pictures)
            {
                using var frame = new Mat(picture.Height, picture.Width, MatType.CV_8UC3);
                Marshal.Copy(picture.Bgr, 0, frame.Data, picture.Bgr.Length);
                video ??= new VideoWriter(path, FourCC.MJPG, framesPerSecond, new Size(picture.Width, picture.Height));
                Assert.True(video.IsOpened(), $"{path} cannot be written");
                video.Write(frame);
            }
        }
        finally
        {
            video?.Dispose();
        }
    }

    /// <summary>The empty tray for a second, then the scene's items for some.</summary>
    public static void WriteScene(string path, TrayScene scene, int seconds = 4, int emptySeconds = 1, int framesPerSecond = 10)
    {
        var (empty, full) = (scene.RenderEmpty(), scene.Render());
        Write(path, framesPerSecond, [.. Enumerable.Repeat(empty, emptySeconds * framesPerSecond), .. Enumerable.Repeat(full, seconds * framesPerSecond)]);
    }
}
