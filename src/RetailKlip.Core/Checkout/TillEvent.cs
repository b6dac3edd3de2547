using System.Text.Json;

namespace RetailKlip.Core;

/// <summary>What an event of a basket tells a till.</summary>
/// <param name="Line">The line it is about, after it; of <c>line.removed</c> before it.</param>
/// <param name="Lines">All of the basket, where it is finished or abandoned.</param>
/// <param name="Corrected">A removed line was the wrong product: the line of the right one may follow.</param>
/// <param name="Item">The item on the tray it is about.</param>
/// <param name="Code">What the till scanned, as GTIN-14.</param>
/// <param name="By">The attendant.</param>
/// <param name="What">One line for an attendant.</param>
public sealed record TillEvent(
    TillLine? Line = null, IReadOnlyList<TillLine>? Lines = null, bool? Corrected = null, Guid? Item = null, Gtin? Code = null,
    string? By = null, string? What = null)
{
    /// <summary>The type of the event with which a basket goes to the till.</summary>
    public const string Finished = "basket.finished";

    /// <param name="before">The basket before the event; null where it opens.</param>
    /// <param name="after">The basket after it.</param>
    /// <param name="find">The product of a sku as it is known now.</param>
    public static TillEvent Of(BasketEvent happened, Basket? before, Basket after, Func<Sku, Product?> find)
    {
        return happened switch
        {
            BasketEvent.LineAdded added => new(In(after, added.Line)),
            BasketEvent.LineRemoved removed => new(In(before!, removed.Line), Corrected: removed.Corrected ? true : null, By: removed.By),
            BasketEvent.QuantityChanged changed => new(In(after, changed.Line)),
            BasketEvent.ConsentGiven consent => new(In(after, consent.Line), By: consent.By),
            BasketEvent.HelpRequested help => new(What: help.Reason),
            BasketEvent.HelpAnswered answer => new(By: answer.By),
            BasketEvent.AttendantTold told => new(Item: told.Item, What: told.What),
            BasketEvent.TillScanned scanned => new(Item: scanned.Item, Code: scanned.Code),
            BasketEvent.Finished or BasketEvent.Abandoned => new(Lines: [.. after.Lines.Select(Of)]),
            _ => new(),
        };

        TillLine Of(BasketLine line) => TillLine.Of(line, find(line.Sku));

        TillLine In(Basket basket, Guid id) => Of(basket.Lines.First(line => line.Id == id));
    }

    /// <summary>The word that says what happened, as messages carry it.</summary>
    public static string TypeOf(BasketEvent happened) => happened switch
    {
        BasketEvent.SessionOpened => "basket.opened",
        BasketEvent.LineAdded => "line.added",
        BasketEvent.LineRemoved => "line.removed",
        BasketEvent.QuantityChanged => "line.changed",
        BasketEvent.ConsentGiven => "line.consented",
        BasketEvent.HelpRequested => "help.requested",
        BasketEvent.HelpAnswered => "help.answered",
        BasketEvent.AttendantTold => "attendant.told",
        BasketEvent.TillScanned => "till.scanned",
        BasketEvent.Finished => Finished,
        BasketEvent.Abandoned => "basket.abandoned",
        _ => throw new InvalidOperationException($"{happened.GetType().Name} has no word."),
    };

    /// <exception cref="JsonException">The text is none.</exception>
    public static TillEvent Read(string data) =>
        JsonSerializer.Deserialize(data, TillJson.Default.TillEvent) ?? throw new JsonException("It is empty.");

    public string Write() => JsonSerializer.Serialize(this, TillJson.Default.TillEvent);
}
