using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

internal static class DemoPictures
{
    /// <summary>Directions in which a reference image is taken, a quarter turn apart: above a tray, products lie in any.</summary>
    public const int Turns = 4;

    private static readonly RotateFlags[] Turned = [RotateFlags.Rotate90Clockwise, RotateFlags.Rotate180, RotateFlags.Rotate90Counterclockwise];

    /// <summary>The drawn pixels as a picture of its own; the caller disposes.</summary>
    public static Mat ToMat(Picture picture)
    {
        var mat = new Mat(picture.Height, picture.Width, MatType.CV_8UC3);
        System.Runtime.InteropServices.Marshal.Copy(picture.Bgr, 0, mat.Data, picture.Bgr.Length);
        return mat;
    }

    /// <summary>Draws products as the demo's camera sees them and embeds each in all directions; while one is encoded, the next is drawn.</summary>
    /// <param name="firstSeed">Of the first drawing of each; the next ones follow.</param>
    /// <param name="drawings">Of each product, every one posed, lit and noised anew.</param>
    /// <returns>A product at a time, <paramref name="drawings"/> × <see cref="Turns"/> embeddings, drawing by drawing.</returns>
    public static IEnumerable<(DrawnProduct Product, Embedding[] Views)> Embed(
        Encoder encoder, IReadOnlyList<DrawnProduct> products, int firstSeed, int drawings)
    {
        var renderer = new ProductRenderer();
        var next = Task.Run(() => Draw(renderer, products[0], firstSeed, drawings));
        for (var i = 0; i < products.Count; i++)
        {
            var pictures = next.GetAwaiter().GetResult();
            if (i + 1 < products.Count)
            {
                var following = products[i + 1];
                next = Task.Run(() => Draw(renderer, following, firstSeed, drawings));
            }
            var embeddings = encoder.Embed(pictures);
            foreach (var picture in pictures)
                picture.Dispose();
            yield return (products[i], embeddings);
        }
    }

    private static Mat[] Draw(ProductRenderer renderer, DrawnProduct product, int firstSeed, int drawings)
    {
        var pictures = new Mat[drawings * Turns];
        for (var i = 0; i < drawings; i++)
        {
            var upright = ToMat(renderer.Render(product, firstSeed + i));
            pictures[Turns * i] = upright;
            for (var turn = 1; turn < Turns; turn++)
                Cv2.Rotate(upright, pictures[Turns * i + turn] = new Mat(), Turned[turn - 1]);
        }
        return pictures;
    }
}
