using System.Collections.Immutable;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// Brings the witnesses of an item together: what its picture, its bar code and its weight say, whichever comes first. Keeps the tray as
/// the pictures left it, and publishes it as heard whenever one of them has something new. Safe for several threads.
/// </summary>
/// <remarks>What was heard of an item is forgotten when it leaves the tray.</remarks>
public sealed partial class TrayHearing(TrayFeed feed, TimeProvider time, ILogger<TrayHearing> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Gtin> _codes = [];
    private readonly TrayWeights _weights = new(time);
    private readonly TillScans _scans = new(time);
    private SeenTray _seen = SeenTray.None;
    private Gallery? _gallery;
    private ScaleReading? _reading;
    private ImmutableArray<TrackView> _heard = [];

    /// <summary>Whether a bar code could still say something about an item on the tray.</summary>
    public bool HasItemWithoutCode
    {
        get
        {
            lock (_lock)
                return _heard.Any(item => !_codes.ContainsKey(item.Id));
        }
    }

    /// <summary>Whether the shopper is asked for a bar code, and may hold it up.</summary>
    public bool WaitsForCode
    {
        get
        {
            lock (_lock)
                return _heard.Any(IsWaitingForCode);
        }
    }

    /// <summary>A new frame's tray.</summary>
    /// <param name="tray">As the pictures were decided on.</param>
    /// <param name="gallery">That decided.</param>
    public void See(SeenTray tray, Gallery gallery)
    {
        lock (_lock)
        {
            var isNew = tray.Items != _seen.Items || gallery != _gallery;
            (_seen, _gallery) = (tray, gallery);
            if (isNew)
                Forget();
            var isHeard = HearTill().Count > 0;
            Publish(Weigh() || isHeard || isNew);
        }
    }

    /// <summary>Bar codes that were read in a frame.</summary>
    /// <param name="tray">Of that frame; by now another may lie there.</param>
    /// <param name="codes">Boxes in pixels of that frame.</param>
    public void Read(SeenTray tray, IEnumerable<Barcode> codes)
    {
        lock (_lock)
        {
            var hasNews = false;
            foreach (var found in codes.Where(code => IsOfAProduct(code.Gtin)).GroupBy(code => ItemOf(code, tray)))
                if (found.Key is { } item && One(item, [.. found.Select(code => code.Gtin).Distinct()]) is { } gtin
                    && _seen.Items.Any(seen => seen.Id == item) && !(_codes.TryGetValue(item, out var known) && known == gtin))
                {
                    _codes[item] = gtin;
                    LogRead(gtin, item);
                    hasNews = true;
                }
            if (hasNews)
                Publish(true);
        }
    }

    /// <summary>The till has read a code: it is of an item that lies on the tray, or is laid there in a moment.</summary>
    /// <returns>The item, where it is known now.</returns>
    public Guid? Scan(Gtin code)
    {
        lock (_lock)
        {
            if (!IsOfAProduct(code))
                return null;
            _scans.Scan(code);
            var found = HearTill();
            if (found.Count > 0)
                Publish(true);
            return found.Where(one => one.Code == code).Select(one => (Guid?)one.Item).FirstOrDefault();
        }
    }

    /// <summary>What the scale below the tray shows now.</summary>
    public void Weigh(ScaleReading reading)
    {
        lock (_lock)
        {
            // Without a scale nobody is asked to weigh.
            var isOther = reading.State == ScaleState.Absent != (_reading is null or { State: ScaleState.Absent });
            _reading = reading;
            if (Weigh() || isOther)
                Publish(true);
        }
    }

    // Numbers inside one shop, such as of a label with a price, name no product unless the gallery knows them.
    private bool IsOfAProduct(Gtin code) => !code.IsRestricted || _gallery is { } gallery && gallery.Products.Any(product => product.Gtin == code);

    /// <summary>
    /// The item whose box holds the code. A code beside all items, or while something moves, may be of an item in a hand: it counts for the
    /// one item that waits for it, and only where it may be that.
    /// </summary>
    private Guid? ItemOf(Barcode code, SeenTray tray)
    {
        if (tray.Still && tray.Items.Where(item => Holds(item.Box, code.Box)).MinBy(item => item.Box.Area) is { } below)
            return below.Id;
        return _heard.Where(IsWaitingForCode).ToList() is [var only] && MayBe(only, code.Gtin) ? only.Id : null;
    }

    private bool IsWaitingForCode(TrackView item) =>
        item is { IsSettled: true, Decision.Prompt: ShopperPrompt.ShowBarcode } && !_codes.ContainsKey(item.Id);

    // Of several on one item, such as of a multipack and what is in it, that which its picture may be.
    private Gtin? One(Guid item, List<Gtin> codes) => codes is [var only] ? only
        : _seen.Items.FirstOrDefault(seen => seen.Id == item) is { } seen && codes.Where(code => MayBe(seen, code)).ToList() is [var likely] ? likely
        : null;

    private static bool MayBe(TrackView item, Gtin code) => item.Decision is { Match: { } match, Thresholds: var thresholds }
        && match.Candidates.Any(candidate => candidate.Product.Gtin == code && candidate.Similarity >= (thresholds?.UnknownBelow ?? -1));

    private static bool Holds(PixelBox item, PixelBox code)
    {
        var (x, y) = (code.X + code.Width / 2, code.Y + code.Height / 2);
        return x >= item.X && x < item.X + item.Width && y >= item.Y && y < item.Y + item.Height;
    }

    private List<(Guid Item, Gtin Code)> HearTill()
    {
        var found = _scans.Observe(_seen, item => _codes.TryGetValue(item, out var code) ? code : null, MayBe);
        foreach (var (item, code) in found)
        {
            _codes[item] = code;
            LogRead(code, item);
        }
        return found;
    }

    private bool Weigh() => _reading is { } reading && _weights.Observe(_seen, reading);

    private void Forget()
    {
        var present = _seen.Items.Select(item => item.Id).ToHashSet();
        foreach (var gone in _codes.Keys.Where(item => !present.Contains(item)).ToArray())
            _codes.Remove(gone);
    }

    private void Publish(bool hasNews)
    {
        if (hasNews)
            _heard = [.. _seen.Items.Select(item => _gallery is { } gallery ? item with { Decision = Hear(item, gallery) } : item)];
        feed.Trays.Publish(_seen with { Items = _heard });
    }

    private Decision Hear(TrackView item, Gallery gallery)
    {
        var witness = new Witness(_codes.TryGetValue(item.Id, out var code) ? code : null, _weights.Of(item.Id));
        var heard = WitnessPolicy.Hear(item.Decision, item.Evidence, witness, gallery);
        var canWeigh = _reading is not (null or { State: ScaleState.Absent });
        return heard.Prompt == ShopperPrompt.Weigh && !canWeigh ? heard with { Prompt = ShopperPrompt.Pick } : heard;
    }

    [LoggerMessage(230, LogLevel.Information, "Bar code {Gtin} is on item {Item}")]
    private partial void LogRead(Gtin gtin, Guid item);
}
