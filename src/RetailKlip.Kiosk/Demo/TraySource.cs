using System.Globalization;
using Microsoft.Extensions.Options;
using OpenCvSharp;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>The configured camera, or the demo's scripted tray drawn as camera pictures, over and over.</summary>
internal sealed class TraySource(IOptions<KioskOptions> options, TimeProvider time)
{
    private int _alreadyShown;

    private string BeganFile => Path.Combine(options.Value.Data, "demo-tray-began");

    /// <exception cref="CameraException">The configured text names no kind of camera.</exception>
    public (CameraSource Source, CameraOptions Options) Open()
    {
        var loop = !options.Value.Once;
        if (options.Value.Camera.Length > 0)
        {
            var any = new CameraOptions { Loop = loop };
            return (CameraSource.Parse(options.Value.Camera), options.Value is { CameraWidth: > 0 and var width, CameraHeight: > 0 and var height }
                ? any with { Width = width, Height = height } : any);
        }
        var script = Script();
        _alreadyShown = FramesAlreadyShown(script);
        return (CameraSource.FromPictures("the demo's tray", Draw(script)),
            new CameraOptions { Loop = loop, FramesPerSecond = script.FramesPerSecond });
    }

    public TrayScript Script() => options.Value.Script == 0 ? TrayScript.Demo() : TrayScript.Random(options.Value.Script);

    // Enumerated anew by each round of the loop; only the first one may begin in the middle.
    private IEnumerable<Mat> Draw(TrayScript script)
    {
        var skipped = Interlocked.Exchange(ref _alreadyShown, 0);
        var began = time.GetUtcNow() - TimeSpan.FromSeconds((double)skipped / script.FramesPerSecond);
        Directory.CreateDirectory(options.Value.Data);
        File.WriteAllText(BeganFile, began.ToString("O", CultureInfo.InvariantCulture));
        foreach (var picture in script.Frames().Skip(skipped))
            yield return DemoPictures.ToMat(picture);
    }

    // A real tray does not start anew when its kiosk does: a kiosk that comes back within the script finds what lies there by then.
    private int FramesAlreadyShown(TrayScript script)
    {
        if (options.Value.Once || !File.Exists(BeganFile)
            || !DateTimeOffset.TryParse(File.ReadAllText(BeganFile), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var began))
            return 0;
        var since = time.GetUtcNow() - began;
        return since > TimeSpan.Zero && since < script.Duration ? (int)(since.TotalSeconds * script.FramesPerSecond) : 0;
    }
}
