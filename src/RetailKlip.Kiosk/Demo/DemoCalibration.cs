using System.Globalization;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// The thresholds of the demo's gallery. Those of the encoder's package come from photographs; on drawn pictures they would ask too often or
/// too rarely. So other drawn products, which the demo never shows, are enrolled beside its own and laid on trays, which the kiosk's own
/// cropper cuts; yet others, which nobody enrols, are the strangers. All are packed goods: a drawn stranger's lemon is the same lemon as the demo's.
/// </summary>
internal static class DemoCalibration
{
    /// <summary>Families of near twins that are enrolled, and that are not.</summary>
    private const int KnownFamilies = 4;
    private const int StrangeFamilies = 16;

    // Trays of them that are looked at, and what lies on each.
    private const int KnownTrays = 12;
    private const int StrangeTrays = 20;
    private const int ItemsPerTray = 3;

    // The generator's seed, and the drawings': neither training nor scenes use them.
    private const int Products = 9_100;
    private const int Enrolled = 920_000;
    private const int Asked = 930_000;

    // Least overlap of an item's box and the cropper's for the one to be the other.
    private const double SameItem = 0.5;

    private static readonly CalibrationGoal Goal = new() { FalseAccepts = 0.02, WrongNames = 0.01, Missed = 0.01 };

    /// <param name="demo">The demo's reference images: whatever is asked about could be taken for one of its products.</param>
    public static GalleryDecision Measure(Encoder encoder, IEnumerable<GalleryEntry> demo, CancellationToken stopping)
    {
        var generator = new ProductGenerator(Products);
        var known = Draw(0, KnownFamilies);
        var gallery = demo.Select(entry => new LabelledEmbedding(entry.Sku, entry.Embedding))
            .Concat(DemoPictures.Embed(encoder, known, Enrolled, DemoGallery.Drawings, stopping)
                .SelectMany(product => product.Views.Select(view => new LabelledEmbedding(product.Product.Product.Sku, view)))).ToList();
        using var detector = ItemDetector.Open(encoder.Package);
        var metrics = RetrievalMetrics.Compute(gallery, Seen(known, KnownTrays), Seen(Draw(KnownFamilies, StrangeFamilies), StrangeTrays));
        return ThresholdCalibration.Calibrate(encoder.EncoderId, TrialOutcomes.Of(metrics), Goal, string.Create(CultureInfo.InvariantCulture,
            $"drawn products of seed {Products}: {metrics.Queries.Length} pictures of {known.Count} enrolled beside the demo's own, against ")
            + string.Create(CultureInfo.InvariantCulture, $"{metrics.Unknowns.Length} of products not enrolled"));

        List<DrawnProduct> Draw(int firstFamily, int families) =>
            [.. Enumerable.Range(firstFamily * ProductGenerator.VariantsPerFamily, families * ProductGenerator.VariantsPerFamily).Select(generator.Product)];

        List<LabelledEmbedding> Seen(IReadOnlyList<DrawnProduct> products, int trays) =>
            [.. Enumerable.Range(Asked, trays).SelectMany(seed =>
            {
                stopping.ThrowIfCancellationRequested();
                return Look(TrayScene.Random(products, ItemsPerTray, seed), encoder, detector);
            })];
    }

    /// <summary>The items on a tray as the kiosk cuts and embeds them, each with what it is.</summary>
    private static List<LabelledEmbedding> Look(TrayScene scene, Encoder encoder, ItemDetector? detector)
    {
        using var cropper = new Cropper();
        var seen = new List<LabelledEmbedding>();
        // Long enough to learn the empty tray, and then to lie still.
        for (var look = 0; look < 4; look++)
        {
            using var frame = new Frame(look, DateTimeOffset.UnixEpoch + look * TimeSpan.FromSeconds(0.5),
                DemoPictures.ToMat(look < 2 ? scene.RenderEmpty(look) : scene.Render(look)));
            foreach (var crop in cropper.See(frame, detector: detector).Crops)
                if (look == 3 && scene.Truth.FirstOrDefault(item => item.Box.Overlap(crop.Box) >= SameItem) is { } item)
                    seen.Add(new(item.Sku, encoder.Embed([crop.Image])[0]));
        }
        return seen;
    }
}
