using System.Collections.Immutable;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>An item on the tray that the kiosk does not name by itself.</summary>
/// <param name="Item">The track's id; names the item in requests and its picture.</param>
/// <param name="PickList">Products to choose from, nearest first, none that waits for its bar code or weight; empty where the shopper can only ask
/// for help.</param>
/// <param name="Prompt">What the shopper is asked first.</param>
/// <param name="IsDoubted">Picture, bar code and weight contradict each other.</param>
/// <param name="Why">What the question rests on.</param>
public sealed record CheckoutQuestion(Guid Item, ImmutableArray<Product> PickList, ShopperPrompt Prompt, bool IsDoubted, Explanation Why)
{
    /// <summary>What keeps the item from being seen well, so that the shopper is asked to turn it first.</summary>
    public ViewFault Seen => Why.Quality?.Fault ?? ViewFault.None;

    public static CheckoutQuestion Of(TrackView item, ImmutableArray<Product> pickList) =>
        new(item.Id, pickList, item.Decision.Prompt, item.Decision.IsDoubted, Explanation.Of(item.Decision, item.Evidence.EncoderId));

    public bool Equals(CheckoutQuestion? other) => other is not null && Item == other.Item && PickList.AsSpan().SequenceEqual(other.PickList.AsSpan())
        && (Prompt, IsDoubted) == (other.Prompt, other.IsDoubted) && Why.Equals(other.Why);

    public override int GetHashCode() => HashCode.Combine(Item, PickList.Length);
}
