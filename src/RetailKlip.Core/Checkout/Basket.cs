using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>What a shopper has, as the fold of the session's events. Immutable.</summary>
public sealed record Basket
{
    /// <summary>More pieces of one line than anyone carries: a slip of the finger.</summary>
    public const int MaxQuantity = 999;

    private Basket(Guid session, DateTimeOffset openedAt) => (Session, OpenedAt) = (session, openedAt);

    public Guid Session { get; }

    public DateTimeOffset OpenedAt { get; }

    /// <summary>In the order they were added.</summary>
    public ImmutableArray<BasketLine> Lines { get; private init; } = [];

    public BasketState State { get; private init; }

    /// <summary>What the shopper needs help with; null unless help is requested.</summary>
    public string? HelpReason { get; private init; }

    /// <summary>What an attendant was told, in the order it happened.</summary>
    public ImmutableArray<BasketEvent.AttendantTold> ForAttendant { get; private init; } = [];

    public bool IsOpen => State is BasketState.Open or BasketState.HelpRequested;

    /// <summary>Pieces a product, by sku, over all lines.</summary>
    public ImmutableSortedDictionary<Sku, int> Quantities =>
        Lines.GroupBy(line => line.Sku).ToImmutableSortedDictionary(group => group.Key, group => group.Sum(line => line.Quantity));

    /// <summary>The basket right after <see cref="BasketEvent.SessionOpened"/>.</summary>
    public static Basket Open(Guid session, DateTimeOffset at) => new(session, at);

    /// <summary>The basket after one more event.</summary>
    /// <exception cref="InvalidOperationException">The event cannot happen now: the session is over, a line is unknown or there
    /// already.</exception>
    /// <exception cref="ArgumentException">A quantity is out of its range.</exception>
    public Basket Apply(BasketEvent happened)
    {
        if (!IsOpen)
            throw new InvalidOperationException($"Basket {Session} is {State}: open a new session.");
        return happened switch
        {
            BasketEvent.LineAdded added => this with { Lines = Lines.Add(NewLine(added)) },
            BasketEvent.LineRemoved removed => this with { Lines = Lines.RemoveAt(IndexOf(removed.Line)) },
            BasketEvent.QuantityChanged changed => this with { Lines = Lines.SetItem(IndexOf(changed.Line), WithQuantity(changed)) },
            BasketEvent.HelpRequested help => this with { State = BasketState.HelpRequested, HelpReason = help.Reason },
            BasketEvent.HelpAnswered => this with { State = BasketState.Open, HelpReason = null },
            BasketEvent.ConsentGiven consent => this with { Lines = Lines.SetItem(IndexOf(consent.Line), WithConsent(consent)) },
            BasketEvent.AttendantTold told => this with { ForAttendant = ForAttendant.Add(told) },
            BasketEvent.TillScanned => this,
            BasketEvent.Finished => this with { State = BasketState.Finished, HelpReason = null },
            BasketEvent.Abandoned => this with { State = BasketState.Abandoned, HelpReason = null },
            _ => throw new InvalidOperationException($"Basket {Session} is open already."),
        };
    }

    private BasketLine NewLine(BasketEvent.LineAdded added) => Lines.Any(line => line.Id == added.Line)
        ? throw new InvalidOperationException($"Line {added.Line} is in basket {Session} already.")
        : new BasketLine(added.Line, added.Sku, Checked(added.Quantity), added.Evidence);

    private BasketLine WithQuantity(BasketEvent.QuantityChanged changed) =>
        Lines[IndexOf(changed.Line)] with { Quantity = Checked(changed.Quantity) };

    private BasketLine WithConsent(BasketEvent.ConsentGiven consent) => Lines[IndexOf(consent.Line)] with { ConsentBy = consent.By };

    private int IndexOf(Guid id)
    {
        for (var i = 0; i < Lines.Length; i++)
            if (Lines[i].Id == id)
                return i;
        throw new InvalidOperationException($"Line {id} is not in basket {Session}.");
    }

    private static int Checked(int quantity) => quantity is >= 1 and <= MaxQuantity
        ? quantity
        : throw new ArgumentException($"A quantity of {quantity} is not possible: 1 to {MaxQuantity} pieces are expected.");
}
