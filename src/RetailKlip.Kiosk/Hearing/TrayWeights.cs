using System.Collections.Frozen;

namespace RetailKlip.Kiosk;

/// <summary>
/// The weights of single items from a scale that shows all of the tray: an item weighs what the scale shows more than before, where it alone
/// was added since. Not safe for several threads.
/// </summary>
/// <remarks>
/// Camera and scale notice an item at different moments. So a weight counts once both have been at rest together for
/// <see cref="Rest"/>; a tare, or a hand that leans on the tray, only sets what the next item is compared with.
/// </remarks>
internal sealed class TrayWeights(TimeProvider time)
{
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(600);

    // A smaller change is the scale's own wavering.
    private const decimal Wavering = 1;

    private readonly Dictionary<Guid, decimal> _grams = [];
    private Balance? _before;
    private Balance? _now;

    /// <returns>Grams; null where the item was not weighed by itself.</returns>
    public decimal? Of(Guid item) => _grams.TryGetValue(item, out var grams) ? grams : null;

    /// <summary>Called with every frame and every reading.</summary>
    /// <returns>Whether the weight of an item is known now.</returns>
    public bool Observe(SeenTray tray, ScaleReading reading)
    {
        foreach (var gone in _grams.Keys.Where(item => tray.Items.All(other => other.Id != item)).ToArray())
            _grams.Remove(gone);
        if (reading.State is not (ScaleState.Stable or ScaleState.Moving))
            _before = null;
        if (reading is not { State: ScaleState.Stable, Grams: { } grams } || !tray.Still)
        {
            _now = null;
            return false;
        }
        var items = tray.Items.Select(item => item.Id).ToFrozenSet();
        if (_now is null || Math.Abs(_now.Grams - grams) > Wavering || !_now.Items.SetEquals(items))
            _now = new(grams, items, time.GetTimestamp());
        return time.GetElapsedTime(_now.Since) >= Rest && _now != _before && Compare(_now);
    }

    private bool Compare(Balance now)
    {
        var before = _before;
        var isOneMore = before is not null && now.Items.Count == before.Items.Count + 1 && before.Items.IsSubsetOf(now.Items);
        var change = now.Grams - (before?.Grams ?? 0);
        // The scale is behind the camera, or the item lies beside it: its weight may come yet.
        if (isOneMore && change <= Wavering)
            return false;
        if (isOneMore)
            _grams[now.Items.Except(before!.Items).Single()] = change;
        _before = now;
        return isOneMore;
    }

    /// <summary>What lay there while the scale showed a weight.</summary>
    private sealed record Balance(decimal Grams, FrozenSet<Guid> Items, long Since);
}
