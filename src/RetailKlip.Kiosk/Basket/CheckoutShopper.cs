using System.Collections.Immutable;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <content>What the shopper says and does on the page.</content>
public sealed partial class Checkout
{
    /// <summary>The shopper says which product an item is; one that waits for its bar code or weight cannot be chosen.</summary>
    public void Choose(Guid item, Sku sku) => Change(() =>
    {
        if (Find(item) is not { } seen || PickListOf(seen).FirstOrDefault(product => product.Sku == sku) is not { } chosen)
            return;
        if (seen.Decision.IsDoubted && seen.Decision.Contradicts(chosen))
            Tell(seen);
        Add(seen, sku, LineOrigin.Picked);
    });

    /// <summary>What the shopper may name an item that nothing was recognised as: all that is sold, but for what a bar code or the scale must
    /// name. Empty where the item is not asked about, or its witnesses contradict each other.</summary>
    public ImmutableArray<Product> LookUpList(Guid item) => Locked<ImmutableArray<Product>>(() =>
        Find(item) is { Decision.IsDoubted: false } seen && PickListOf(seen).IsEmpty && feed.Gallery is { } gallery
            ? [.. gallery.Products.Where(product => product.Unheard(seen.Decision.Heard) == Witnesses.None)] : []);

    /// <summary>The shopper names an item out of <see cref="LookUpList"/>; nothing happens where it does not hold the product.</summary>
    public void LookUp(Guid item, Sku sku) => Change(() =>
    {
        if (Find(item) is { } seen && LookUpList(item).Any(product => product.Sku == sku))
            Add(seen, sku, LineOrigin.Picked);
    });

    /// <summary>The shopper says that an item is none of its pick list.</summary>
    public void Decline(Guid item) => Change(() =>
    {
        if (Find(item) is { Decision.IsDoubted: true } doubted)
            Tell(doubted);
        _items.Decline(item);
    });

    /// <summary>The shopper does not buy an item that lies on the tray.</summary>
    public void LeaveOut(Guid item) => Change(() =>
    {
        _items.LeaveOut(item);
        EndHelpWithoutQuestion();
    });

    public void AskForHelp(Guid item) => Change(() =>
    {
        if (_basket!.State == BasketState.Open && Find(item) is { } seen)
            Append(new BasketEvent.HelpRequested($"item {item}: {seen.Decision.Reason}"), $"help/{Guid.NewGuid()}");
    });

    public void CancelHelp() => Change(EndHelp);

    /// <param name="pieces">+1 or -1; the last piece goes by <see cref="Remove"/> only.</param>
    public void ChangeQuantity(Sku sku, int pieces) => Change(() =>
    {
        if (_basket!.Lines.LastOrDefault(line => line.Sku == sku) is not { } line)
            return;
        var quantity = line.Quantity + pieces;
        if (quantity is >= 1 and <= Basket.MaxQuantity)
            Append(new BasketEvent.QuantityChanged(line.Id, quantity), $"quantity/{Guid.NewGuid()}");
        else if (quantity == 0 && _basket.Lines.Count(other => other.Sku == sku) > 1)
            Drop(line);
    });

    /// <summary>All of a product leaves the basket; its items on the tray are not added again while they lie there.</summary>
    public void Remove(Sku sku) => Change(() =>
    {
        var lines = _basket!.Lines.Where(line => line.Sku == sku).ToList();
        var items = lines.Select(line => (line, _items.ItemOf(line.Id))).ToImmutableArray();
        foreach (var line in lines)
        {
            if (line.Evidence.Origin == LineOrigin.Recognised)
                metrics.Overridden();
            Drop(line);
        }
        _takenOut = items;
    });

    /// <summary>What <see cref="Remove"/> took out last is in the basket again; nothing happens where something else came after it.</summary>
    public void PutBack() => Change(() =>
    {
        foreach (var (line, item) in _takenOut)
        {
            var again = line with { Id = Guid.NewGuid() };
            if (Append(new BasketEvent.LineAdded(again.Id, again.Sku, again.Quantity, again.Evidence), $"add/{again.Id}") && item is { } onTray)
                _items.Join(onTray, again.Id);
        }
    });

    /// <summary>The shopper has everything. Nothing happens while <see cref="CheckoutView.FinishProblem"/> names one.</summary>
    public void Finish() => Change(() =>
    {
        if (!View().CanFinish)
            return;
        if (!Append(new BasketEvent.Finished(), $"finish/{_basket!.Session}"))
            return;
        _finishedAt = time.GetTimestamp();
        LogFinished(_basket.Session, _basket.Lines.Length);
    });
}
