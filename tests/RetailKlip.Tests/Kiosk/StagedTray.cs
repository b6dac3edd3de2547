using System.Runtime.InteropServices;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Tests.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A camera above a drawn tray that a test lays and clears: items, and labels with bar codes stuck on them.</summary>
internal sealed class StagedTray : IAsyncDisposable
{
    // A live camera that shows nothing but its last eight pictures is frozen.
    private const int Shots = 10;
    private const int Seed = 11;

    private readonly NetworkCamera _camera;
    private volatile byte[][] _shown = Pictures([]);

    public StagedTray() => _camera = NetworkCamera.Mjpeg(number => _shown[number % Shots]);

    /// <summary>What <c>Camera</c> of a kiosk is to be.</summary>
    public string Address => $"http://127.0.0.1:{_camera.Port}/";

    /// <summary>Shows these items, and nothing else.</summary>
    public void Lay(params Laid[] items) => _shown = Pictures(items);

    /// <summary>The tray with items as the camera sends it: pictures of one tray differ by their noise.</summary>
    public static byte[][] Pictures(Laid[] items)
    {
        var scene = new TrayScene(items.Select(item => new PlacedItem(DemoCatalogue.Find(Sku.Parse(item.Drawn)), item.Pose)), Seed);
        var boxes = scene.Truth.Select(item => item.Box).ToList();
        return [.. Enumerable.Range(0, Shots).Select(shot =>
        {
            var drawn = scene.Render(shot);
            using var picture = new Mat(drawn.Height, drawn.Width, MatType.CV_8UC3);
            Marshal.Copy(drawn.Bgr, 0, picture.Data, drawn.Bgr.Length);
            for (var i = 0; i < items.Length; i++)
            {
                if (items[i].Ean is { } ean)
                    Stick(picture, boxes[i], ean);
                Spoil(picture, boxes[i], items[i].Fault);
            }
            return picture.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 92));
        })];
    }

    public ValueTask DisposeAsync() => _camera.DisposeAsync();

    // Two pixels a module, with the white that a code needs at its sides.
    private static void Stick(Mat picture, PixelBox box, string ean)
    {
        const int width = 95 * 2, height = 60, margin = 22;
        var corner = new Point(box.X + box.Width / 2 - width / 2, box.Y + box.Height / 2 - height / 2);
        Cv2.Rectangle(picture, new Rect(corner.X - margin, corner.Y - 10, width + 2 * margin, height + 20), new Scalar(240, 243, 244), -1);
        DrawnBarcodes.Paint(picture, DrawnBarcodes.Ean13(ean), corner, module: 2, height);
    }

    // Of that one item, but for the light, which fails for all of them, and a hand, which comes beside it. What is cut off is laid so.
    private static void Spoil(Mat picture, PixelBox item, ViewFault fault)
    {
        // What is out of focus is so beyond its rim.
        var around = fault == ViewFault.Blurred ? 70 : 0;
        var box = new Rect(item.X - around, item.Y - around, item.Width + 2 * around, item.Height + 2 * around) & new Rect(0, 0, picture.Width, picture.Height);
        using var seen = new Mat(picture, box);
        switch (fault)
        {
            case ViewFault.Blurred:
                Cv2.GaussianBlur(seen, seen, default, 22);
                break;
            case ViewFault.Dark:
                picture.ConvertTo(picture, -1, 0.27);
                break;
            case ViewFault.Glare:
                using (var light = new Mat(seen.Size(), seen.Type(), Scalar.All(0)))
                {
                    Cv2.Ellipse(light, new Point(box.Width / 2, box.Height / 2), new Size(box.Width * 0.42, box.Height * 0.42), 0, 0, 360, Scalar.All(255), -1);
                    Cv2.GaussianBlur(light, light, default, 9);
                    Cv2.Add(seen, light, seen);
                }
                break;
            case ViewFault.Hand:
                Cv2.Line(picture, new Point(640, picture.Height + 60), new Point(640, 360), new Scalar(140, 170, 225), 130);
                break;
        }
    }

    /// <param name="Drawn">Which product of the demo catalogue it looks like.</param>
    /// <param name="Ean">On a label stuck on it; null: none, and its own bar code is too small to be read.</param>
    /// <param name="Fault">What keeps it from being seen well.</param>
    public sealed record Laid(string Drawn, Pose Pose, string? Ean = null, ViewFault Fault = ViewFault.None);
}
