using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// Which items on the tray the till's reader has read. A scan belongs to the item that looks like its product; where none does within <see
/// cref="Together"/> before and after it, to the one item that was laid down in that time, and then picture and code disagree, as where a
/// label was changed for another. Not safe for several threads.
/// </summary>
internal sealed class TillScans(TimeProvider time)
{
    public static readonly TimeSpan Together = TimeSpan.FromSeconds(5);

    // More come from no person's hand.
    private const int MostWaiting = 20;

    private readonly Dictionary<Guid, long> _cameAt = [];
    private readonly HashSet<Guid> _scanned = [];
    private readonly List<(Gtin Code, long At)> _waiting = [];

    public void Scan(Gtin code)
    {
        if (_waiting.Count < MostWaiting)
            _waiting.Add((code, time.GetTimestamp()));
    }

    /// <summary>Called with every frame and every scan.</summary>
    /// <param name="codeOf">The code of an item, where it is known already.</param>
    /// <param name="mayBe">Whether a picture leaves open that an item has a code.</param>
    /// <returns>Items that were scanned, as it is known now.</returns>
    public List<(Guid Item, Gtin Code)> Observe(SeenTray tray, Func<Guid, Gtin?> codeOf, Func<TrackView, Gtin, bool> mayBe)
    {
        foreach (var gone in _cameAt.Keys.Where(item => tray.Items.All(other => other.Id != item)).ToArray())
        {
            _cameAt.Remove(gone);
            _scanned.Remove(gone);
        }
        foreach (var item in tray.Items)
            _cameAt.TryAdd(item.Id, time.GetTimestamp());

        var found = new List<(Guid Item, Gtin Code)>();
        foreach (var scan in _waiting.ToArray())
        {
            var open = tray.Items.Where(item => item.IsSettled && !_scanned.Contains(item.Id)).ToList();
            var silent = open.FindAll(item => codeOf(item.Id) is null);
            var isOver = time.GetElapsedTime(scan.At) >= Together;
            // What the kiosk's own camera has read is told by the till as well.
            var item = open.Find(item => codeOf(item.Id) == scan.Code) ?? silent.Find(item => item.Decision.Product?.Gtin == scan.Code)
                ?? One(silent, item => item.Decision.Product is null && mayBe(item, scan.Code))
                ?? (isOver ? One(silent, item => item.Decision.Product is not null && CameWith(item, scan.At)) : null);
            if (item is not null && _scanned.Add(item.Id))
                found.Add((item.Id, scan.Code));
            if (item is not null || isOver)
                _waiting.Remove(scan);
        }
        return found;
    }

    private bool CameWith(TrackView item, long scannedAt) => time.GetElapsedTime(_cameAt[item.Id], scannedAt).Duration() <= Together;

    private static TrackView? One(List<TrackView> items, Predicate<TrackView> fits) => items.FindAll(fits) is [var only] ? only : null;
}
