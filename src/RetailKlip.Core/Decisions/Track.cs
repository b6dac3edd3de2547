namespace RetailKlip.Core;

/// <summary>
/// One physical item, followed over frames, so that it is decided on all its good views and enters the basket once. Bad views count only
/// while there are no others, and name nothing. Not safe for several threads: the recognition loop owns it.
/// </summary>
/// <param name="id">Unique for ever, also over restarts: it is the item's identity in the basket.</param>
public sealed class Track(Guid id, PixelBox box)
{
    /// <summary>How many of the latest views and decisions count. A longer memory would hold on to what lay there before.</summary>
    public const int MaxViews = 8;

    private readonly Queue<Embedding> _views = new(MaxViews);
    private readonly Queue<Decision> _decisions = new(MaxViews);

    public Guid Id { get; } = id;

    /// <summary>Where the item lay in the latest frame that showed it.</summary>
    public PixelBox Box { get; private set; } = box;

    /// <summary>How often the item was seen, well or badly.</summary>
    public int Views { get; private set; }

    /// <summary>How many views <see cref="Evidence"/> rests on, at most <see cref="MaxViews"/>.</summary>
    public int Evident => _views.Count;

    /// <summary>Whether all there is are bad views.</summary>
    public bool IsBadlySeen { get; private set; }

    /// <summary>The normalised mean of the latest views; null before the first.</summary>
    public Embedding? Evidence { get; private set; }

    /// <summary>What the evidence says; null before the first view.</summary>
    public Decision? Decision { get; private set; }

    /// <summary>Share of the latest decisions that say the same as <see cref="Decision"/>, in (0, 1]; 0 before the first view.</summary>
    public double Agreement => Decision is { } last
        ? (double)_decisions.Count(decision => decision.Kind == last.Kind && decision.Product?.Sku == last.Product?.Sku) / _decisions.Count
        : 0;

    /// <summary>Whether the item is in the basket, or was left to a person.</summary>
    public bool Claimed { get; private set; }

    /// <summary>Adds a view of the item and decides on the mean of the latest ones.</summary>
    /// <param name="quality">Of the view; null counts as good.</param>
    /// <exception cref="EncoderMismatchException">The view is of another encoder than the gallery or the earlier views.</exception>
    public Decision Observe(PixelBox box, Embedding view, Gallery gallery, DecisionPolicy policy, ViewQuality? quality = null)
    {
        var isBad = quality is { IsGood: false };
        if (isBad && Decision is { } known && !IsBadlySeen)
        {
            Box = box;
            Views++;
            return known;
        }
        if (!isBad && IsBadlySeen)
        {
            _views.Clear();
            _decisions.Clear();
        }
        IsBadlySeen = isBad;
        var evidence = Embedding.Mean([.. _views.Skip(_views.Count == MaxViews ? 1 : 0), view]);
        var decision = policy.Decide(gallery.Match(evidence), quality);
        Push(_views, view);
        Push(_decisions, decision);
        (Box, Evidence, Decision) = (box, evidence, decision);
        Views++;
        return decision;
    }

    /// <summary>True for the first caller only: whoever gets it puts the item into the basket.</summary>
    public bool Claim()
    {
        var first = !Claimed;
        Claimed = true;
        return first;
    }

    private static void Push<T>(Queue<T> latest, T item)
    {
        if (latest.Count == MaxViews)
            latest.Dequeue();
        latest.Enqueue(item);
    }
}
