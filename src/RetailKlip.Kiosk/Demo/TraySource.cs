using Microsoft.Extensions.Options;
using OpenCvSharp;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>The configured camera, or the demo's scripted tray drawn as camera pictures, over and over.</summary>
internal sealed class TraySource(IOptions<KioskOptions> options)
{
    /// <exception cref="CameraException">The configured text names no kind of camera.</exception>
    public (CameraSource Source, CameraOptions Options) Open()
    {
        var loop = !options.Value.Once;
        if (options.Value.Camera.Length > 0)
            return (CameraSource.Parse(options.Value.Camera), new CameraOptions { Loop = loop });
        var script = Script();
        return (CameraSource.FromPictures("the demo's tray", Draw(script)), new CameraOptions { Loop = loop, FramesPerSecond = script.FramesPerSecond });
    }

    public TrayScript Script() => options.Value.Script == 0 ? TrayScript.Demo() : TrayScript.Random(options.Value.Script);

    private static IEnumerable<Mat> Draw(TrayScript script)
    {
        foreach (var picture in script.Frames())
            yield return DemoPictures.ToMat(picture);
    }
}
