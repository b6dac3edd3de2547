using System.Globalization;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// The thresholds of the demo's gallery. Those of the encoder's package come from photographs; on drawn pictures they would ask too often or
/// too rarely. So other drawn products, which the demo never shows, are enrolled beside its own and asked about, and yet others, which
/// nobody enrols, are the strangers. All are packed goods: a drawn stranger's lemon is the same lemon as the demo's.
/// </summary>
internal static class DemoCalibration
{
    /// <summary>Families of near twins that are enrolled, and that are not.</summary>
    private const int KnownFamilies = 4;
    private const int StrangeFamilies = 16;

    private const int Queries = 2;
    private const int Strangers = 1;

    // The generator's seed, and the drawings': neither training nor scenes use them.
    private const int Products = 9_100;
    private const int Enrolled = 920_000;
    private const int Asked = 930_000;

    private static readonly CalibrationGoal Goal = new() { FalseAccepts = 0.02, WrongNames = 0.01, Missed = 0.01 };

    /// <param name="demo">The demo's reference images: whatever is asked about could be taken for one of its products.</param>
    public static GalleryDecision Measure(Encoder encoder, IEnumerable<GalleryEntry> demo)
    {
        var generator = new ProductGenerator(Products);
        var known = Draw(0, KnownFamilies);
        var gallery = demo.Select(entry => new LabelledEmbedding(entry.Sku, entry.Embedding))
            .Concat(Embed(known, Enrolled, DemoGallery.Drawings, isReference: true)).ToList();
        var metrics = RetrievalMetrics.Compute(
            gallery, [.. Embed(known, Asked, Queries, isReference: false)], [.. Embed(Draw(KnownFamilies, StrangeFamilies), Asked, Strangers, isReference: false)]);
        return ThresholdCalibration.Calibrate(encoder.EncoderId, TrialOutcomes.Of(metrics), Goal, string.Create(CultureInfo.InvariantCulture,
            $"drawn products of seed {Products}: {metrics.Queries.Length} pictures of {known.Count} enrolled beside the demo's own, against ")
            + string.Create(CultureInfo.InvariantCulture, $"{metrics.Unknowns.Length} of products not enrolled"));

        List<DrawnProduct> Draw(int firstFamily, int families) =>
            [.. Enumerable.Range(firstFamily * ProductGenerator.VariantsPerFamily, families * ProductGenerator.VariantsPerFamily).Select(generator.Product)];

        IEnumerable<LabelledEmbedding> Embed(IReadOnlyList<DrawnProduct> products, int seed, int drawings, bool isReference) =>
            DemoPictures.Embed(encoder, products, seed, drawings, isReference)
                .SelectMany(product => product.Views.Select(view => new LabelledEmbedding(product.Product.Product.Sku, view)));
    }
}
