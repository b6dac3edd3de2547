using OpenCvSharp;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>One tray as the detector learns from it.</summary>
/// <param name="Input">6×H×W as <see cref="ItemDetector.Write"/> lays them out.</param>
/// <param name="Items">H/2×W/2: whether a pixel shows an item.</param>
/// <param name="Middles">H/2×W/2: 1 at the middle of an item, falling off around it.</param>
/// <param name="Offsets">2×H/2×W/2: the way to the middle of a pixel's item, right and down, in pixels of these maps.</param>
/// <param name="Sharing">H/2×W/2: how much a pixel counts: more where items meet.</param>
internal sealed record DetectorSample(float[] Input, float[] Items, float[] Middles, float[] Offsets, float[] Sharing)
{
    // Of the bump around a middle, in pixels of the maps.
    private const float MiddleDeviation = 2;

    // Weight of pixels next to another item's, above that of all others.
    private const float Contact = 4;

    private const int ContactReach = 2;

    /// <param name="random">Turns it, and changes light and noise; null leaves it as it is.</param>
    public static DetectorSample Of(string tray, Random? random = null)
    {
        var (laid, empty, items) = TrayPictures.Read(tray);
        using (laid)
        using (empty)
        using (items)
        {
            if (random is not null)
            {
                if (random.Next(3) - 1 is var flip && random.Next(4) > 0)
                    foreach (var picture in new[] { laid, empty, items })
                        Cv2.Flip(picture, picture, (FlipMode)flip);
                Relight(laid, empty, random);
            }
            return Of(laid, empty, items);
        }
    }

    private static DetectorSample Of(Mat laid, Mat empty, Mat items)
    {
        var (width, height) = (items.Width, items.Height);
        var (mapWidth, mapHeight) = (ItemDetector.Padded(width) / 2, ItemDetector.Padded(height) / 2);
        var map = mapWidth * mapHeight;
        var input = new float[2 * 3 * 4 * map];
        TrayPictures.Soften(laid, empty);
        ItemDetector.Write(laid, empty, input);
        var owners = new byte[map];
        for (var y = 0; 2 * y < height; y++)
            for (var x = 0; 2 * x < width; x++)
                owners[y * mapWidth + x] = items.At<byte>(2 * y, 2 * x);
        var sample = new DetectorSample(input, new float[map], new float[map], new float[2 * map], new float[map]);
        sample.Fill(owners, mapWidth, mapHeight);
        return sample;
    }

    private void Fill(byte[] owners, int width, int height)
    {
        var boxes = new (int Left, int Top, int Right, int Bottom)[256];
        Array.Fill(boxes, (width, height, -1, -1));
        for (var at = 0; at < owners.Length; at++)
        {
            var (x, y, box) = (at % width, at / width, boxes[owners[at]]);
            boxes[owners[at]] = (Math.Min(box.Left, x), Math.Min(box.Top, y), Math.Max(box.Right, x), Math.Max(box.Bottom, y));
        }
        for (var at = 0; at < owners.Length; at++)
        {
            var (x, y) = (at % width, at / width);
            Sharing[at] = 1 + (Meets(owners, x, y, width, height) ? Contact : 0);
            if (owners[at] == 0)
                continue;
            var box = boxes[owners[at]];
            Items[at] = 1;
            Offsets[at] = (box.Left + box.Right) / 2f - x;
            Offsets[owners.Length + at] = (box.Top + box.Bottom) / 2f - y;
        }
        foreach (var box in boxes.Skip(1).Where(box => box.Right >= 0))
            Bump((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2, width, height);
    }

    private void Bump(int middleX, int middleY, int width, int height)
    {
        const int reach = (int)(3 * MiddleDeviation);
        for (var y = Math.Max(0, middleY - reach); y <= Math.Min(height - 1, middleY + reach); y++)
            for (var x = Math.Max(0, middleX - reach); x <= Math.Min(width - 1, middleX + reach); x++)
            {
                float dx = x - middleX, dy = y - middleY;
                ref var value = ref Middles[y * width + x];
                value = MathF.Max(value, MathF.Exp(-(dx * dx + dy * dy) / (2 * MiddleDeviation * MiddleDeviation)));
            }
    }

    private static bool Meets(byte[] owners, int x, int y, int width, int height)
    {
        var own = owners[y * width + x];
        for (var v = Math.Max(0, y - ContactReach); v <= Math.Min(height - 1, y + ContactReach); v++)
            for (var u = Math.Max(0, x - ContactReach); u <= Math.Min(width - 1, x + ContactReach); u++)
                if (owners[v * width + u] is var other && other != own && other != 0 && own != 0)
                    return true;
        return false;
    }

    /// <summary>The camera's white balance for both; lamps that changed since the tray was empty, and noise, for one.</summary>
    private static void Relight(Mat laid, Mat empty, Random random)
    {
        double[] balance = [Between(0.8, 1.2), Between(0.85, 1.15), Between(0.8, 1.2)];
        var change = Between(0.94, 1.06);
        Cv2.Multiply(empty, new Scalar(balance[0], balance[1], balance[2]), empty);
        Cv2.Multiply(laid, new Scalar(change * balance[0], change * balance[1], change * balance[2]), laid);
        using var noise = new Mat(laid.Size(), MatType.CV_16SC3);
        using var wide = new Mat();
        Cv2.Randn(noise, Scalar.All(0), Scalar.All(Between(0, 5)));
        laid.ConvertTo(wide, MatType.CV_16SC3);
        Cv2.Add(wide, noise, wide);
        wide.ConvertTo(laid, MatType.CV_8UC3);

        double Between(double least, double most) => least + random.NextDouble() * (most - least);
    }
}
