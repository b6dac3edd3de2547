using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

/// <summary>Items on a tray that are seen badly: nothing is named from such looks, and the name comes with the first good ones.</summary>
public sealed class BadViewTests : IDisposable
{
    private static readonly Rect Place = new(450, 200, 220, 300);

    private readonly TemporaryFolder _folder = new();
    private readonly DrawnTray _tray = new();
    private readonly Encoder _encoder;
    private readonly RecognitionPipeline _pipeline;
    private readonly List<TrackView> _added = [];
    private readonly List<TrackView> _changed = [];
    private int _embedded;

    public BadViewTests()
    {
        _encoder = Encoder.Open(TinyEncoder.Write(_folder.File("tiny")));
        // Similar enough for a name, whatever a picture shows: what is not named is left out for its quality alone.
        _pipeline = new RecognitionPipeline(new Cropper(), _encoder, Enrol(), new DecisionPolicy(new DecisionThresholds(-1, 0, -1)));
        Show(8);
    }

    [Fact]
    public void An_item_seen_badly_is_asked_to_be_turned_and_named_once_it_is_seen_well()
    {
        _tray.Items.Add((Place, DrawnTray.Red, true));
        var last = Show(30, blur: 24);

        var asked = Assert.Single(_added);
        Assert.Equal((DecisionKind.Ambiguous, ShopperPrompt.Turn, ViewFault.Blurred), (asked.Decision.Kind, asked.Decision.Prompt, asked.Decision.Quality!.Fault));
        Assert.NotEmpty(asked.Decision.PickList);
        Assert.StartsWith("seen blurred only", asked.Decision.Reason, StringComparison.Ordinal);
        Assert.Empty(_changed);
        Assert.Equal(asked.Id, Assert.Single(last.Tracks).Id);

        last = Show(12);
        var named = Assert.Single(_changed);
        Assert.Equal((asked.Id, "red", ShopperPrompt.None, ViewFault.None),
            (named.Id, named.Decision.Product?.Sku.Value, named.Decision.Prompt, named.Decision.Quality!.Fault));
        Assert.Single(_added);
        Assert.Equal(named.Decision, Assert.Single(last.Tracks).Decision);
    }

    [Fact]
    public void Bad_looks_at_an_item_that_was_seen_well_change_nothing()
    {
        _tray.Items.Add((Place, DrawnTray.Red, true));
        Show(20);
        var named = Assert.Single(_added).Decision;
        // Pushed, so that it is looked at again.
        _tray.Items[0] = (new Rect(Place.X + 200, Place.Y, Place.Width, Place.Height), DrawnTray.Red, true);
        var last = Show(30, blur: 24);

        Assert.Empty(_changed);
        Assert.Equal(named, Assert.Single(last.Tracks).Decision);
        Assert.Equal(ViewFault.None, named.Quality!.Fault);
    }

    [Fact]
    public void An_item_that_stays_badly_seen_costs_the_encoder_nothing_more()
    {
        _tray.Items.Add((Place, DrawnTray.Red, true));
        Show(20, blur: 24);
        _embedded = 0;
        Show(20, blur: 24);

        Assert.Equal(0, _embedded);
    }

    [Fact]
    public void An_item_over_the_border_is_asked_to_be_laid_further_in()
    {
        _tray.Items.Add((new Rect(-80, 200, 260, 300), DrawnTray.Blue, true));
        // What lies on the border may be an arm, and is waited for.
        var last = Show(60);

        var seen = Assert.Single(last.Tracks);
        Assert.Equal((ShopperPrompt.Turn, ViewFault.CutOff), (seen.Decision.Prompt, seen.Decision.Quality!.Fault));
        Assert.Null(seen.Decision.Product);
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _encoder.Dispose();
        _tray.Dispose();
        _folder.Dispose();
    }

    private Gallery Enrol()
    {
        Product[] products = [new(Sku.Parse("red"), "red"), new(Sku.Parse("blue"), "blue")];
        Scalar[] colours = [DrawnTray.Red, DrawnTray.Blue];
        var entries = products.Select((product, i) =>
        {
            using var tray = new DrawnTray { Noise = 0 };
            tray.Items.Add((Place, colours[i], true));
            using var frame = tray.Next();
            using var crop = new Mat(frame.Image, Place);
            return new GalleryEntry(i + 1, product.Sku, _encoder.Embed([crop])[0], product.Name);
        });
        return new Gallery(1, _encoder.EncoderId, _encoder.Dimension, products, entries);
    }

    /// <param name="blur">Standard deviation in pixels around the items; 0 for none.</param>
    private PipelineResult Show(int frames, double blur = 0)
    {
        PipelineResult? last = null;
        for (var i = 0; i < frames; i++)
        {
            using var frame = _tray.Next();
            if (blur > 0)
                Cv2.GaussianBlur(frame.Image, frame.Image, default, blur);
            last = _pipeline.Process(frame);
            _added.AddRange(last.Added);
            _changed.AddRange(last.Changed);
            _embedded += last.Embedded;
        }
        return last!;
    }
}
