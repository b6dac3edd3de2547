using System.Collections.Immutable;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>An item on the tray that the kiosk does not name by itself.</summary>
/// <param name="Item">The track's id; names the item in requests and its picture.</param>
/// <param name="PickList">Products to choose from, nearest first; empty where the shopper can only ask for help.</param>
/// <param name="Seen">What keeps the item from being seen well, so that the shopper is asked to turn it first.</param>
public sealed record CheckoutQuestion(Guid Item, ImmutableArray<Product> PickList, ViewFault Seen = ViewFault.None)
{
    public bool Equals(CheckoutQuestion? other) => other is not null && Item == other.Item && Seen == other.Seen && PickList.AsSpan().SequenceEqual(other.PickList.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Item, PickList.Length);
}
