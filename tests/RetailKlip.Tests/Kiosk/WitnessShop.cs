using System.Collections.Immutable;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>
/// A small shop whose products were enrolled under the kiosk's own camera: a muesli that looks like nothing else, chocolates and hams that
/// look like each other.
/// </summary>
public sealed class WitnessShop : IAsyncLifetime
{
    public const string Muesli = "4006381333931", Milk = "9780201379624", Dark = "4012345123456", Wine = "5901234123457", Foreign = "7622210449283";

    private static readonly (string Sku, string Name, string Drawn, string? Ean)[] Range =
    [
        ("muesli", "Honey Müsli", "cereal-1", Muesli), ("choc-dark", "Dark Chocolate", "choc-1", Dark), ("choc-milk", "Milk Chocolate", "choc-1", Milk),
        ("ham-large", "Ham, 500 g", "ham", null), ("ham-small", "Ham, 250 g", "ham", null), ("wine", "Rosso", "tea-1", Wine),
    ];

    // Far apart from what is alike and what is not, as seen by this encoder.
    private static readonly DecisionThresholds Thresholds = new(0.6f, 0.05f, 0.5f);

    private readonly Dictionary<string, ImmutableArray<Embedding>> _looks = [];

    /// <summary>The boxes that show a muesli, a chocolate, a ham and, instead of a bottle of wine, tea.</summary>
    internal static StagedTray.Laid Laid(string drawn, string? ean = null) => new(drawn, drawn switch
    {
        "cereal-1" => new Pose(PoseSide.Front, 0, 6, -216, 8),
        "choc-1" => new Pose(PoseSide.Front, 0, -4, 40, 110),
        "ham" => new Pose(PoseSide.Front, 0, 3, 60, -70),
        _ => new Pose(PoseSide.Front, 0, 0, 240, 20),
    }, ean);

    public ValueTask InitializeAsync()
    {
        var package = ModelPackage.Open(Path.Combine(AppContext.BaseDirectory, "models", "retailklip-s"));
        using var encoder = RetailKlip.Vision.Encoder.Open(package);
        foreach (var (drawn, ean) in Range.Select(product => (product.Drawn, product.Ean)).DistinctBy(product => product.Drawn))
            _looks[drawn] = [Look(encoder, Laid(drawn)), .. ean is null ? [] : (Embedding[])[Look(encoder, Laid(drawn, ean))]];
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes the gallery with the rules of its products by sku; those left out have none.</summary>
    public string Gallery(string path, Dictionary<string, ProductRule> rules)
    {
        var products = Range.Select(product => new Product(Sku.Parse(product.Sku), product.Name, product.Ean is { } ean ? Gtin.Parse(ean) : null,
            Thumbnail: DemoCatalogue.Find(Sku.Parse(product.Drawn)).Product.Thumbnail, Rule: rules.GetValueOrDefault(product.Sku)));
        var id = 0;
        var entries = Range.SelectMany(product => _looks[product.Drawn].Select(look => new GalleryEntry(++id, Sku.Parse(product.Sku), look, $"{product.Sku}-{id}.jpg")));
        var encoder = _looks.Values.First()[0].EncoderId;
        GalleryFile.Write(path, new Gallery(1, encoder, _looks.Values.First()[0].Dimension, products, entries, new GalleryDecision(encoder, Thresholds, [], "what these tests want")));
        return path;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // As the kiosk's own pipeline cuts and embeds it.
    private static Embedding Look(RetailKlip.Vision.Encoder encoder, StagedTray.Laid item)
    {
        using var pipeline = new RecognitionPipeline(new Cropper(), encoder, RetailKlip.Core.Gallery.Empty(encoder.EncoderId, encoder.Dimension), new DecisionPolicy(Thresholds));
        var (sequence, tracks) = (0L, ImmutableArray<TrackView>.Empty);
        foreach (var jpeg in StagedTray.Pictures([]).Concat(StagedTray.Pictures([item])).Concat(StagedTray.Pictures([item])))
        {
            using var frame = new Frame(sequence++, DateTimeOffset.UnixEpoch.AddSeconds(sequence / 15.0), Cv2.ImDecode(jpeg, ImreadModes.Color));
            tracks = pipeline.Process(frame).Tracks;
        }
        return Assert.Single(tracks).Evidence;
    }
}
