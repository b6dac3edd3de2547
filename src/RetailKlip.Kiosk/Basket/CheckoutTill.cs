using System.Security.Cryptography;
using System.Text;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What a till says, and what becomes of it. Each change has the key that the till gave it: said again, it changes
/// nothing.</summary>
public sealed partial class Checkout
{
    private TillTotal? _total;

    /// <summary>The till has scanned a code. It is kept as an event; what follows from it is between the item's witnesses.</summary>
    /// <param name="item">The item on the tray that it is of; null where none is, or not yet.</param>
    /// <returns>False where no basket is open.</returns>
    internal bool TillScanned(Gtin code, Guid? item, string key) => Said(key, () => Append(new BasketEvent.TillScanned(code, item), key));

    /// <summary>The till has taken a piece out of its list: it leaves the basket too, while its item still lies there.</summary>
    /// <param name="line">The line; null: the last one of <paramref name="sku"/>, of which one piece goes.</param>
    /// <returns>False where there is no such line.</returns>
    internal bool TillVoided(Guid? line, Sku? sku, string by, string key) => Said(key, () =>
    {
        if (_basket!.Lines.LastOrDefault(other => line is null ? other.Sku == sku : other.Id == line) is not { } voided)
            return false;
        if (line is null && voided.Quantity > 1)
            return Append(new BasketEvent.QuantityChanged(voided.Id, voided.Quantity - 1), key);
        return Drop(voided, new BasketEvent.LineRemoved(voided.Id, By: by), key);
    });

    /// <summary>A clerk says that a line is another product. What recognition had said stays with the new line, for learning.</summary>
    /// <returns>False where there is no such line.</returns>
    internal bool TillCorrected(Guid line, Sku sku, string by, string key) => Said(key, () =>
    {
        if (_basket!.Lines.FirstOrDefault(other => other.Id == line) is not { } wrong
            || !Append(new BasketEvent.LineRemoved(line, Corrected: true, by), key))
            return false;
        var right = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
        var evidence = wrong.Evidence with { Origin = LineOrigin.Attendant };
        if (Append(new BasketEvent.LineAdded(right, sku, wrong.Quantity, evidence), $"{key}/right") && _items.ItemOf(line) is { } item)
            _items.Join(item, right);
        return true;
    });

    /// <summary>The till says what the basket comes to: it is shown, and nothing else.</summary>
    /// <returns>False where there is no basket, or another one.</returns>
    internal bool TillTotalled(TillTotal total)
    {
        lock (_lock)
        {
            if (_basket is null || total.Basket is { } meant && meant != _basket.Session)
                return false;
            _total = total;
            Show();
            return true;
        }
    }

    /// <summary>Whether a change of that key was made.</summary>
    internal bool IsSaid(string key) => book.Has(key);

    private bool Said(string key, Func<bool> change)
    {
        var isDone = IsSaid(key);
        if (!isDone)
            Change(() => isDone = change());
        return isDone;
    }
}
