using System.Collections.Immutable;
using System.Diagnostics;
using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>
/// Frame → Cropper → Crop → QualityGate → Encoder → Embedding → Gallery → Match → DecisionPolicy (Track) → Decision. One thread calls
/// <see cref="Process"/>; the gallery may be swapped from any.
/// </summary>
public sealed class RecognitionPipeline : IDisposable
{
    private readonly TrackBook _tracks;
    private readonly QualityGate _gate;
    private readonly List<Mat> _toEmbed = [];
    private volatile Recogniser _recogniser;

    // Of the package last processed with; only the thread of Process sees it.
    private (ModelPackage Package, ItemDetector? Detector) _detection;

    /// <param name="policy">Used with galleries that carry no thresholds of their own.</param>
    /// <param name="cropper">Becomes the pipeline's own; the encoder stays the caller's.</param>
    /// <exception cref="EncoderMismatchException">The gallery is of another encoder.</exception>
    /// <exception cref="ModelPackageException">The detector of the encoder's package is damaged.</exception>
    public RecognitionPipeline(Cropper cropper, Encoder encoder, Gallery gallery, DecisionPolicy policy, PipelineOptions? options = null)
    {
        Cropper = cropper;
        _tracks = new TrackBook(options ??= new PipelineOptions());
        _gate = new QualityGate(options.Quality);
        _recogniser = Recogniser.Of(encoder, gallery, policy);
        _detection = (encoder.Package, ItemDetector.Open(encoder.Package));
    }

    public Cropper Cropper { get; }

    public Encoder Encoder => _recogniser.Encoder;

    /// <summary>The thresholds in use: the gallery's own where it carries some, else those that the pipeline was given.</summary>
    public DecisionPolicy Policy => _recogniser.Policy;

    /// <summary>Swapped by one reference write; a frame under way keeps the old one.</summary>
    /// <exception cref="EncoderMismatchException">The new gallery is of another encoder.</exception>
    public Gallery Gallery
    {
        get => _recogniser.Gallery;
        set => _recogniser = Recogniser.Of(_recogniser.Encoder, value, _recogniser.Defaults);
    }

    /// <summary>Swaps encoder, gallery and thresholds together, between shopping sessions: items on the tray are seen anew.</summary>
    /// <exception cref="EncoderMismatchException">The gallery is of another encoder.</exception>
    public void Use(Encoder encoder, Gallery gallery, DecisionPolicy policy) => _recogniser = Recogniser.Of(encoder, gallery, policy);

    /// <summary>One frame of a camera above a tray. The frame stays the caller's.</summary>
    /// <param name="isTrusted">False: nothing is concluded from the picture, and what lies there is looked at anew once one is trusted.</param>
    public PipelineResult Process(Frame frame, bool isTrusted = true)
    {
        var recogniser = _recogniser;
        var begin = Stopwatch.GetTimestamp();

        var view = isTrusted ? Cropper.See(frame, crops => Liken(crops, recogniser), DetectorOf(recogniser.Encoder.Package)) : new TrayView(TrayState.Unseen, []);
        var cut = Stopwatch.GetTimestamp();

        var sightings = _tracks.Associate(view, recogniser.Encoder.EncoderId, crop => _gate.Judge(crop.Image, frame.Image, crop.Box));
        _toEmbed.Clear();
        foreach (var sighting in sightings)
            _toEmbed.Add(sighting.Crop.Image);
        var chosen = Stopwatch.GetTimestamp();

        EncodeTimings timings = default;
        var embeddings = _toEmbed.Count > 0 ? recogniser.Encoder.Embed(_toEmbed, out timings) : [];
        var encoded = Stopwatch.GetTimestamp();

        var changes = _tracks.Observe(view, embeddings, recogniser.Gallery, recogniser.Policy);
        var decide = Stopwatch.GetElapsedTime(cut, chosen) + Stopwatch.GetElapsedTime(encoded);
        return new PipelineResult(frame.Sequence, frame.CapturedAt, view.State, changes.Tracks, changes.Added,
            changes.Changed, changes.Removed, _toEmbed.Count,
            new PipelineTimings(Stopwatch.GetElapsedTime(begin, cut), timings.Preprocess, timings.Encode, decide));
    }

    /// <summary>How much each crop is like the product that it is most like.</summary>
    private static float[] Liken(IReadOnlyList<Mat> crops, Recogniser recogniser) =>
        [.. recogniser.Encoder.Embed(crops).Select(embedding => recogniser.Gallery.Match(embedding)?.Similarity ?? -1)];

    /// <summary>A picture without a tray: the whole of it is one item.</summary>
    /// <param name="picture">8-bit BGR.</param>
    public Decision Recognise(Mat picture) => Recognise([picture])[0];

    /// <summary>Pictures without a tray, in one batch: each is one item.</summary>
    /// <param name="pictures">8-bit BGR.</param>
    public ImmutableArray<Decision> Recognise(IReadOnlyList<Mat> pictures)
    {
        var recogniser = _recogniser;
        return [.. recogniser.Encoder.Embed(pictures).Select(embedding => recogniser.Policy.Decide(recogniser.Gallery.Match(embedding)))];
    }

    /// <summary>Forgets the items on the tray and the tray itself, as between two installations, not between shoppers.</summary>
    public void Reset()
    {
        _tracks.Clear();
        Cropper.Reset();
    }

    public void Dispose()
    {
        _detection.Detector?.Dispose();
        Cropper.Dispose();
    }

    private ItemDetector? DetectorOf(ModelPackage package)
    {
        if (_detection.Package != package)
        {
            _detection.Detector?.Dispose();
            _detection = (package, ItemDetector.Open(package));
        }
        return _detection.Detector;
    }

    /// <summary>What must never be mixed: all are replaced by one reference write.</summary>
    private sealed record Recogniser(Encoder Encoder, Gallery Gallery, DecisionPolicy Defaults, DecisionPolicy Policy)
    {
        public static Recogniser Of(Encoder encoder, Gallery gallery, DecisionPolicy defaults) => gallery.EncoderId == encoder.EncoderId
            ? new Recogniser(encoder, gallery, defaults, defaults.For(gallery))
            : throw new EncoderMismatchException("The gallery", encoder.EncoderId, gallery.EncoderId);
    }
}
