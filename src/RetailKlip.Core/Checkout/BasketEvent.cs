using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>Something that happened in a shopping session. A basket is nothing but its events, in order.</summary>
[JsonDerivedType(typeof(SessionOpened), "sessionOpened")]
[JsonDerivedType(typeof(LineAdded), "lineAdded")]
[JsonDerivedType(typeof(LineRemoved), "lineRemoved")]
[JsonDerivedType(typeof(QuantityChanged), "quantityChanged")]
[JsonDerivedType(typeof(HelpRequested), "helpRequested")]
[JsonDerivedType(typeof(HelpAnswered), "helpAnswered")]
[JsonDerivedType(typeof(ConsentGiven), "consentGiven")]
[JsonDerivedType(typeof(AttendantTold), "attendantTold")]
[JsonDerivedType(typeof(TillScanned), "tillScanned")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(Abandoned), "abandoned")]
public abstract record BasketEvent
{
    private BasketEvent()
    {
    }

    public sealed record SessionOpened : BasketEvent;

    /// <param name="Quantity">Pieces, 1 to <see cref="Basket.MaxQuantity"/>.</param>
    public sealed record LineAdded(Guid Line, Sku Sku, int Quantity, LineEvidence Evidence) : BasketEvent;

    /// <param name="Corrected">It was the wrong product: a line of the right one may follow.</param>
    /// <param name="By">The attendant, or the till; null where it was the shopper or the kiosk itself.</param>
    public sealed record LineRemoved(
        Guid Line, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Corrected = false, string? By = null)
        : BasketEvent;

    /// <param name="Quantity">Pieces, 1 to <see cref="Basket.MaxQuantity"/>: to have none, remove the line.</param>
    public sealed record QuantityChanged(Guid Line, int Quantity) : BasketEvent;

    /// <param name="Reason">One line for the attendant.</param>
    public sealed record HelpRequested(string Reason) : BasketEvent;

    /// <param name="By">The attendant, as they signed in.</param>
    public sealed record HelpAnswered(string By) : BasketEvent;

    /// <summary>A person of the store consents to the sale of a line, as of age-restricted goods.</summary>
    /// <param name="By">The attendant, as they signed in.</param>
    public sealed record ConsentGiven(Guid Line, string By) : BasketEvent;

    /// <summary>Witnesses of an item disagree, and the shopper, asked first, left it so. Nothing is held up by it.</summary>
    /// <param name="Item">The item on the tray.</param>
    /// <param name="What">One line for the attendant.</param>
    public sealed record AttendantTold(Guid Item, string What) : BasketEvent;

    /// <summary>The till scanned a code. What comes of it are events of their own.</summary>
    /// <param name="Item">The item on the tray that it was held against; null where none fits.</param>
    public sealed record TillScanned(Gtin Code, Guid? Item = null) : BasketEvent;

    /// <summary>The shopper confirmed the basket; it goes to the till.</summary>
    public sealed record Finished : BasketEvent;

    /// <summary>The shopper left without paying.</summary>
    public sealed record Abandoned : BasketEvent;
}
