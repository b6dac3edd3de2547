using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// The rules between tray and basket. An item that is recognised joins the basket once; an item taken off the tray leaves it;
/// what is not recognised becomes a question; nothing changes after the shopper has finished. Safe for several threads.
/// </summary>
/// <remarks>
/// <para>A basket opens only on a tray that has been seen empty, so what a finished shopper leaves behind is never sold twice.</para>
/// <para>After a restart the open basket comes back. Items that lie on the tray when it is first seen again are taken for lines
/// whose item lay there before, of the same product and on the same spot; they are not added again. Lines without such an item
/// stay: the shopper can remove them.</para>
/// </remarks>
public sealed partial class Checkout(
    BasketBook book, TrayFeed feed, KioskMetrics metrics, IOptions<KioskOptions> options, TimeProvider time, ILogger<Checkout> logger)
{
    /// <summary>Least overlap (intersection over union) of an item with the place of a line's item to be taken for it after a restart.</summary>
    public const double SamePlace = 0.3;

    private const string Shopper = "shopper";

    private readonly Lock _lock = new();

    private readonly ItemStandings _items = new();

    // What the shopper took out last, each line with its item on the tray, if it has one: it can be put back until something else happens.
    private ImmutableArray<(BasketLine Line, Guid? Item)> _takenOut = [];
    private List<BasketLine>? _before;
    private SeenTray _tray = SeenTray.None;
    private Basket? _basket;
    private long? _finishedAt;

    public Latest<CheckoutView> Views { get; } = new(CheckoutView.Empty);

    /// <summary>Sequence number of the newest frame that the basket reflects; -1 before the first.</summary>
    public long Observed => Locked(() => _tray.Sequence);

    /// <summary>The basket's lines with their evidence, in the order they were added, what lies there still as it is heard now; empty
    /// while there is no basket.</summary>
    public ImmutableArray<BasketLine> Lines => Locked<ImmutableArray<BasketLine>>(() => [.. _basket?.Lines.Select(AsHeardNow) ?? []]);

    /// <summary>What of the basket is for a person of the store.</summary>
    internal AttendantTasks ForAttendant => Locked(() => AttendantTasks.Of(_basket, Views.Value));

    /// <summary>Takes up the basket that was open when the kiosk stopped, if any.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _basket = book.Current;
            _before = [.. _basket?.Lines.Where(line => line.Evidence.Track is not null) ?? []];
            if (_basket is not null)
                LogResumed(_basket.Session, _basket.Lines.Length);
            Show();
        }
    }

    /// <summary>Does something between two shoppers: no basket is open, or the open one is empty, as is the tray. Until it is done, the basket
    /// does not change.</summary>
    /// <returns>False where somebody shops; nothing was done.</returns>
    public bool BetweenSessions(Action act)
    {
        lock (_lock)
        {
            // What recognition has seen since then counts too.
            var isClear = _tray.IsClear && feed.Trays.Value is { Sequence: < 0 } or { IsClear: true };
            if (_basket is { IsOpen: true } && (_basket.Lines.Length > 0 || _basket.State != BasketState.Open || !isClear))
                return false;
            act();
            return true;
        }
    }

    /// <summary>Brings the basket in line with what lies on the tray now.</summary>
    public void Observe(SeenTray tray)
    {
        lock (_lock)
        {
            _tray = tray;
            if (tray.IsClear && _basket is not { IsOpen: true } && book.MayOpen && !IsThanking)
                Begin();
            if (_basket is { IsOpen: true })
            {
                Recover(tray);
                TakeOut(tray);
                PutIn(tray);
            }
            Show();
        }
    }

    /// <summary>A person of the store consents to the sale of what waits for it.</summary>
    /// <param name="line">The one line consented to; null: all that wait.</param>
    /// <param name="by">The attendant.</param>
    /// <returns>False where none waits.</returns>
    public bool GiveConsent(Guid? line, string by)
    {
        var isGiven = false;
        Change(() =>
        {
            var waiting = _basket!.Lines.Where(other => other.ConsentBy is null && ProductOf(other.Sku).NeedsConsent);
            foreach (var consented in waiting.Where(other => line is null || other.Id == line))
                isGiven |= Append(new BasketEvent.ConsentGiven(consented.Id, by), $"consent/{consented.Id}");
        });
        return isGiven;
    }

    /// <summary>How an item stands to the basket: its product there, or that it stays out.</summary>
    public (Product? Product, bool IsLeftOut) StandingOf(Guid item)
    {
        lock (_lock)
            return LineOf(item) is { } line ? (ProductOf(line.Sku), false) : (null, _items.IsLeftOut(item));
    }

    // A shopper who has cleared the tray already still reads the thanks.
    private bool IsThanking => _finishedAt is { } at && time.GetElapsedTime(at) < options.Value.ThanksDuration;

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            if (_basket is { IsOpen: true })
                change();
            Show();
        }
    }

    private void Begin()
    {
        if (book.Open() is not { } opened)
            return;
        (_basket, _total) = (opened, null);
        _before = [];
        _items.Clear();
        _takenOut = [];
        metrics.BasketEvent(nameof(BasketEvent.SessionOpened));
        LogOpened(_basket.Session);
    }

    // The first sight of a still tray settles which items are in the basket from before the restart.
    private void Recover(SeenTray tray)
    {
        if (_before is null or { Count: 0 } || !tray.Still || tray.Items.Any(item => !item.IsSettled))
            return;
        foreach (var item in tray.Items)
        {
            var line = _before.Where(line => line.Evidence.Box!.Value.Overlap(item.Box) >= SamePlace && CouldBe(item, line))
                .MaxBy(line => line.Evidence.Box!.Value.Overlap(item.Box));
            if (line is null)
                continue;
            _before.Remove(line);
            _items.Join(item.Id, line.Id);
            LogRecovered(item.Id, line.Id);
        }
        _before = [];
    }

    // What the shopper looked up is not recognised after the restart either.
    private static bool CouldBe(TrackView item, BasketLine line) =>
        item.Decision.Product is { } named ? named.Sku == line.Sku
            : line.Evidence.Origin == LineOrigin.Picked || item.Decision.PickList.Any(candidate => candidate.Product.Sku == line.Sku);

    private void TakeOut(SeenTray tray)
    {
        var present = tray.Items.Select(item => item.Id).ToHashSet();
        foreach (var item in _items.Gone(present))
        {
            if (LineOf(item) is { } line)
                Drop(line);
            _items.Part(item);
        }
        // What has left the tray since is not put back by a touch.
        if (_takenOut.Any(taken => taken.Item is { } item && !present.Contains(item)))
            _takenOut = [];
        _items.Keep(present);
        EndHelpWithoutQuestion();
    }

    private void PutIn(SeenTray tray)
    {
        // Until the items from before the restart are told apart, none is new.
        if (_before is { Count: > 0 })
            return;
        foreach (var item in tray.Items)
        {
            if (!item.IsSettled)
                continue;
            if (LineOf(item.Id) is { } line)
                Correct(item, line);
            else if (item.Decision.Product is { } product && _items.IsUndecided(item.Id))
                Add(item, product.Sku, OriginOf(item));
        }
    }

    // Turned to another side, an item may turn out to be its twin, and a bar code read later may contradict its picture: then it is asked about.
    // What the shopper said stands, but for a slip of the finger that a bar code corrects.
    private void Correct(TrackView item, BasketLine line)
    {
        var isNamedByShopper = line.Evidence.Origin is not (LineOrigin.Recognised or LineOrigin.Scanned);
        var mayChange = item.Decision.Product is { } named ? named.Sku != line.Sku && (!isNamedByShopper || item.Decision.IsScanned)
            : item.Decision.IsDoubted && !isNamedByShopper;
        if (!mayChange || !Append(new BasketEvent.LineRemoved(line.Id, Corrected: true), $"remove/{line.Id}"))
            return;
        _items.Part(item.Id);
        if (line.Evidence.Origin == LineOrigin.Recognised && item.Decision.IsScanned)
            metrics.Overridden();
        if (item.Decision.Product is { } product)
            Add(item, product.Sku, OriginOf(item));
    }

    private static LineOrigin OriginOf(TrackView item) => item.Decision.IsScanned ? LineOrigin.Scanned : LineOrigin.Recognised;

    private void Add(TrackView item, Sku sku, LineOrigin origin)
    {
        var line = _items.NextLineOf(item.Id);
        if (!Append(new BasketEvent.LineAdded(line, sku, 1, item.ToLineEvidence(origin)), $"add/{line}"))
            return;
        _items.Join(item.Id, line);
        EndHelpWithoutQuestion();
    }

    // The item, if it still lies there, is not asked about again.
    private void Drop(BasketLine line) => Drop(line, new BasketEvent.LineRemoved(line.Id), $"remove/{line.Id}");

    private bool Drop(BasketLine line, BasketEvent removed, string key)
    {
        if (!Append(removed, key))
            return false;
        _items.LeaveOutOf(line.Id);
        return true;
    }

    private void Tell(TrackView item)
    {
        var told = new BasketEvent.AttendantTold(item.Id, item.Decision.ForAttendant!);
        if (!_basket!.ForAttendant.Contains(told))
            Append(told, $"told/{Guid.NewGuid()}");
    }

    private void EndHelpWithoutQuestion()
    {
        if (_basket!.State == BasketState.HelpRequested && !_tray.Items.Any(IsQuestion))
            EndHelp();
    }

    private void EndHelp()
    {
        if (_basket!.State == BasketState.HelpRequested)
            Append(new BasketEvent.HelpAnswered(Shopper), $"answer/{Guid.NewGuid()}");
    }

    private bool Append(BasketEvent happened, string key)
    {
        if (book.Append(_basket!.Session, happened, key) is not { } after)
            return false;
        _basket = after;
        _takenOut = [];
        metrics.BasketEvent(happened.GetType().Name);
        LogHappened(_basket.Session, happened.GetType().Name, key);
        return true;
    }

    private BasketLine? LineOf(Guid item) =>
        _items.LineOf(item) is { } id ? _basket?.Lines.FirstOrDefault(line => line.Id == id) : null;

    private bool IsQuestion(TrackView item) => item is { IsSettled: true, Decision.Product: null } && _items.IsUndecided(item.Id);

    private TrackView? Find(Guid item) => _tray.Items.FirstOrDefault(seen => seen.Id == item && IsQuestion(seen));

    private ImmutableArray<Product> PickListOf(TrackView item) =>
        _items.IsDeclined(item.Id) || item.Decision.Quality is { Fault: ViewFault.Hand } ? []
        : [.. item.Decision.PickList.Select(candidate => candidate.Product).Where(product => product.Unheard(item.Decision.Heard) == Witnesses.None)];

    // A bar code may be read, or an item be weighed, after its line was added.
    private BasketLine AsHeardNow(BasketLine line) =>
        _tray.Items.FirstOrDefault(item => LineOf(item.Id)?.Id == line.Id) is { } item && item.Decision.Product?.Sku == line.Sku
            ? line with { Evidence = line.Evidence with { Why = Explanation.Of(item.Decision, item.Evidence.EncoderId) } }
            : line;

    private Product ProductOf(Sku sku) => feed.Gallery?.Find(sku) ?? new Product(sku, sku.Value);

    private void Show()
    {
        var view = View();
        if (!view.Equals(Views.Value))
            Views.Publish(view);
    }

    private CheckoutView View()
    {
        if (_basket is not { } basket)
            return CheckoutView.Empty;
        var lines = basket.Lines.GroupBy(line => line.Sku).Select(group => new CheckoutLine(ProductOf(group.Key), [.. group.Select(AsHeardNow)]));
        var questions = basket.IsOpen && _before is null or { Count: 0 }
            ? _tray.Items.Where(IsQuestion).Select(item => CheckoutQuestion.Of(item, PickListOf(item)))
            : [];
        return new CheckoutView(basket.Session, basket.IsOpen ? CheckoutPhase.Open : CheckoutPhase.Finished,
            [.. lines], [.. questions], basket.State == BasketState.HelpRequested)
        {
            TakenOut = _takenOut.IsEmpty ? null : ProductOf(_takenOut[0].Line.Sku),
            Total = _total,
        };
    }

    [LoggerMessage(300, LogLevel.Information, "Basket {Session} opened")]
    private partial void LogOpened(Guid session);

    [LoggerMessage(301, LogLevel.Information, "Basket {Session} taken up again with {Lines} lines")]
    private partial void LogResumed(Guid session, int lines);

    [LoggerMessage(302, LogLevel.Information, "Item {Item} is line {Line} from before the restart")]
    private partial void LogRecovered(Guid item, Guid line);

    [LoggerMessage(303, LogLevel.Information, "Basket {Session}: {Event} ({Key})")]
    private partial void LogHappened(Guid session, string @event, string key);

    [LoggerMessage(304, LogLevel.Information, "Basket {Session} finished with {Lines} lines")]
    private partial void LogFinished(Guid session, int lines);
}
