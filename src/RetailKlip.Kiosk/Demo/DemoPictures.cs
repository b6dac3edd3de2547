using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

internal static class DemoPictures
{
    // As a cropper leaves it.
    private static readonly double Margin = new CropperOptions().Padding;

    /// <summary>The drawn pixels as a picture of its own; the caller disposes.</summary>
    public static Mat ToMat(Picture picture)
    {
        var mat = new Mat(picture.Height, picture.Width, MatType.CV_8UC3);
        System.Runtime.InteropServices.Marshal.Copy(picture.Bgr, 0, mat.Data, picture.Bgr.Length);
        return mat;
    }

    /// <summary>Draws products as a clerk lays them under the demo's camera and embeds each in all directions; while one is encoded, the next is drawn.</summary>
    /// <param name="firstSeed">Of the first drawing of each; the next ones follow.</param>
    /// <param name="drawings">Of each product, every one posed, lit and noised anew.</param>
    /// <returns>A product at a time, <paramref name="drawings"/> × <see cref="QuarterTurns.Count"/> embeddings, drawing by drawing.</returns>
    public static IEnumerable<(DrawnProduct Product, Embedding[] Views)> Embed(
        Encoder encoder, IReadOnlyList<DrawnProduct> products, int firstSeed, int drawings, CancellationToken stopping)
    {
        var renderer = new ProductRenderer();
        var next = Task.Run(() => Draw(renderer, products[0], firstSeed, drawings));
        for (var i = 0; i < products.Count; i++)
        {
            stopping.ThrowIfCancellationRequested();
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
        var pictures = new List<Mat>(drawings * QuarterTurns.Count);
        var poses = ReferencePoses.Of(product, firstSeed, drawings);
        for (var i = 0; i < drawings; i++)
        {
            using var upright = ToMat(renderer.Render(product, firstSeed + i, new ViewOptions { Pose = poses[i], Margin = Margin }));
            pictures.AddRange(QuarterTurns.Of(upright));
        }
        return [.. pictures];
    }
}
