using System.Collections.Immutable;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>An item on the tray that the kiosk does not name by itself.</summary>
/// <param name="Item">The track's id; names the item in requests and its picture.</param>
/// <param name="PickList">Products to choose from, nearest first; empty where the shopper can only ask for help.</param>
public sealed record CheckoutQuestion(Guid Item, ImmutableArray<Product> PickList)
{
    public bool Equals(CheckoutQuestion? other) => other is not null && Item == other.Item && PickList.AsSpan().SequenceEqual(other.PickList.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Item, PickList.Length);
}
