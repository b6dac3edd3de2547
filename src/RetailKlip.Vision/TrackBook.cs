using System.Collections.Immutable;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>
/// The items on the tray: which crop shows which item, which of them need another look, when an item has been seen often
/// enough, and when it is gone. Nothing is concluded while something moves above the tray.
/// </summary>
internal sealed class TrackBook(PipelineOptions options)
{
    // Smaller wanderings of a resting item's box are noise, and not worth a new view.
    private const double SteadyOverlap = 0.9;

    private readonly List<TrackedItem> _items = [];
    private readonly HashSet<TrackedItem> _seen = [];
    private readonly List<Crop> _unmatched = [];
    private readonly List<Sighting> _sightings = [];
    private readonly List<int> _strangers = [];
    private ImmutableArray<TrackView> _views = [];
    private EncoderId _encoder;
    private bool _hasChanged;

    public void Clear()
    {
        _items.Clear();
        _hasChanged = true;
    }

    /// <summary>Tells known items by where they lie.</summary>
    /// <param name="judge">How well a crop can be seen.</param>
    /// <returns>What is to be embedded: new items, those that moved or may have been swapped, those not seen often or well enough.</returns>
    public List<Sighting> Associate(TrayView view, EncoderId encoder, Func<Crop, ViewQuality> judge)
    {
        // Evidence of another encoder is worth nothing.
        if (encoder != _encoder)
            Clear();
        _encoder = encoder;
        _sightings.Clear();
        _seen.Clear();
        if (!view.Still)
        {
            foreach (var item in _items)
                (item.IsDoubtful, item.Views) = (true, 0);
            return _sightings;
        }
        _unmatched.Clear();
        _unmatched.AddRange(view.Crops);
        while (BestOverlap() is var (item, crop) && item is not null)
        {
            _unmatched.Remove(crop!);
            See(item, crop!.Box);
            if (NeedsLook(item, crop.Box) && judge(crop) is var quality && (quality.IsGood || MayLookBadly(item)))
                _sightings.Add(new Sighting(crop, item, quality));
        }
        foreach (var crop in _unmatched)
            _sightings.Add(new Sighting(crop, null, judge(crop)));
        return _sightings;
    }

    /// <param name="embeddings">One a sighting of <see cref="Associate"/>.</param>
    public TrackChanges Observe(TrayView view, IReadOnlyList<Embedding> embeddings, Gallery gallery, DecisionPolicy policy)
    {
        if (!view.Still)
            return new TrackChanges(Views(), [], [], []);
        var changed = ImmutableArray<TrackView>.Empty;
        // First those that are still where they were, so that what remains can be sought among the others.
        _strangers.Clear();
        for (var i = 0; i < _sightings.Count; i++)
            if (_sightings[i].Item is { } known && IsSame(known, embeddings[i], gallery, policy))
                Look(known, i);
            else
                _strangers.Add(i);
        foreach (var i in _strangers)
            if (_sightings[i].Item is { } displaced)
                _seen.Remove(displaced);
        foreach (var i in _strangers)
        {
            var item = FindMoved(embeddings[i], policy);
            if (item is null)
                _items.Add(item = new TrackedItem(new Track(Guid.CreateVersion7(), _sightings[i].Crop.Box)));
            See(item, _sightings[i].Crop.Box);
            Look(item, i);
        }
        var added = Settle();
        var removed = RemoveMissing();
        return new TrackChanges(Views(), added, changed, removed);

        void Look(TrackedItem item, int i)
        {
            var quality = _sightings[i].Quality;
            item.Track.Observe(_sightings[i].Crop.Box, embeddings[i], gallery, policy, quality);
            // A bad look does not tell an item from another that was put in its place.
            item.IsDoubtful &= !quality.IsGood && !item.Track.IsBadlySeen;
            item.Views++;
            _hasChanged = true;
            if (!HasAnotherName(item) && !IsSeenBetter(item))
                return;
            item.Reported = item.Track.Decision;
            changed = changed.Add(item.View);
        }
    }

    private bool NeedsLook(TrackedItem item, PixelBox box) =>
        item.IsDoubtful || item.Reported is null || box.Overlap(item.Track.Box) < options.UnmovedOverlap
        // What could not be seen well is looked at until it can.
        || item.Track.IsBadlySeen || IsSeenBadly(item.Reported)
        // What could not be named gets another chance whenever it was moved.
        || item.Reported.Kind != DecisionKind.Accepted && item.Views < options.ViewsToSettle;

    // Further bad looks say nothing new, and are not worth the encoder's time.
    private bool MayLookBadly(TrackedItem item) => item.Reported is null || item.Views < options.ViewsToSettle;

    private static bool IsSeenBadly(Decision reported) => reported.Quality is { IsGood: false };

    /// <summary>Whether what was reported rests on bad looks, and there are enough good ones by now.</summary>
    private bool IsSeenBetter(TrackedItem item) =>
        item.Reported is { } reported && IsSeenBadly(reported) && !item.Track.IsBadlySeen && item.Track.Evident >= options.ViewsToSettle;

    /// <summary>Whether what lies in an item's place is that item: it was not out of sight since, or it looks like it.</summary>
    private static bool IsSame(TrackedItem known, Embedding view, Gallery gallery, DecisionPolicy policy)
    {
        if (!known.IsDoubtful || known.Track.Evidence is not { } evidence)
            return true;
        if (known.Track.Decision?.Product is { } product && policy.Decide(gallery.Match(view)).Product is { } seen)
            return product.Sku == seen.Sku;
        return evidence.Similarity(view) >= policy.Thresholds.UnknownBelow;
    }

    /// <summary>Among the items that are nowhere to be seen, the one that looks most like the view, and like it enough.</summary>
    private TrackedItem? FindMoved(Embedding view, DecisionPolicy policy)
    {
        TrackedItem? nearest = null;
        var similarity = policy.Thresholds.AcceptSimilarity;
        foreach (var item in _items)
            if (!_seen.Contains(item) && item.Track.Evidence?.Similarity(view) is { } own && own >= similarity)
                (nearest, similarity) = (item, own);
        return nearest;
    }

    private bool HasAnotherName(TrackedItem item) =>
        item is { Reported: not null, Track.Decision: { Product: { } product } } && item.Reported.Product?.Sku != product.Sku
        && item.Track.Agreement >= options.SettleAgreement && (!IsSeenBadly(item.Reported) || IsSeenBetter(item));

    private ImmutableArray<TrackView> Settle()
    {
        var settled = ImmutableArray<TrackView>.Empty;
        foreach (var item in _items)
        {
            var track = item.Track;
            var enough = track.Views >= options.ViewsToSettle && track.Agreement >= options.SettleAgreement
                || track.Views >= options.MaxViewsToSettle;
            if (item.Reported is not null || !enough || !_seen.Contains(item) || !track.Claim())
                continue;
            item.Reported = track.Decision;
            settled = settled.Add(item.View);
            _hasChanged = true;
        }
        return settled;
    }

    private ImmutableArray<TrackView> RemoveMissing()
    {
        var removed = ImmutableArray<TrackView>.Empty;
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            var item = _items[i];
            if (_seen.Contains(item) || ++item.Missing < options.ViewsToRemove)
                continue;
            _items.RemoveAt(i);
            _hasChanged = true;
            if (item.Reported is not null)
                removed = removed.Add(item.View);
        }
        return removed;
    }

    private void See(TrackedItem item, PixelBox box)
    {
        _seen.Add(item);
        item.Missing = 0;
        if (box.Overlap(item.Box) >= SteadyOverlap)
            return;
        item.Box = box;
        _hasChanged = true;
    }

    private (TrackedItem? Item, Crop? Crop) BestOverlap()
    {
        (TrackedItem? Item, Crop? Crop) best = default;
        var most = options.SameItemOverlap;
        foreach (var item in _items)
            if (!_seen.Contains(item))
                foreach (var crop in _unmatched)
                    if (crop.Box.Overlap(item.Box) is var overlap && overlap >= most)
                        (best, most) = ((item, crop), overlap);
        return best;
    }

    private ImmutableArray<TrackView> Views()
    {
        if (_hasChanged)
            _views = [.. _items.Where(item => item.Track.Decision is not null).Select(item => item.View)];
        _hasChanged = false;
        return _views;
    }
}
