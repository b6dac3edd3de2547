using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RetailKlip.Core;

[JsonConverter(typeof(JsonStringEnumConverter<DecisionKind>))]
public enum DecisionKind
{
    /// <summary>Similar enough, and clearly nearer than any other product: named without asking.</summary>
    Accepted,

    /// <summary>Similar to something, but not surely to one product: the shopper picks.</summary>
    Ambiguous,

    /// <summary>Similar to nothing enrolled: never named.</summary>
    Unknown,
}

/// <summary>The answer about one item, with the numbers it rests on.</summary>
/// <param name="Match">What the gallery said; null where it has no entries.</param>
/// <param name="PickList">Products to choose from, nearest first: 2 to 6 (or the gallery's only one) when ambiguous, else empty;
/// fewer where another witness is waited for.</param>
/// <param name="Reason">One sentence with the numbers, for technicians and logs.</param>
public sealed record Decision(DecisionKind Kind, Match? Match, ImmutableArray<Candidate> PickList, string Reason)
{
    /// <summary>What similarity and margin were held against; null where a decision was not made by a policy.</summary>
    public DecisionThresholds? Thresholds { get; init; }

    /// <summary>Where <see cref="Thresholds"/> came from.</summary>
    public ThresholdSource ThresholdsFrom { get; init; }

    /// <summary>Named by another witness than the picture; null where the picture named, or nobody.</summary>
    public Product? Named { get; init; }

    /// <summary>What the store's own knowledge did; null where none is in use.</summary>
    public StoreInfluence? Store { get; init; }

    /// <summary>How well the item was seen; null where it was not measured. Where that was badly, nothing is named from the picture.</summary>
    public ViewQuality? Quality { get; init; }

    /// <summary>What else was heard about the item; null where no other witness was asked.</summary>
    public Witness? Heard { get; init; }

    /// <summary>What the shopper is asked, politely and alone.</summary>
    public ShopperPrompt Prompt { get; init; }

    /// <summary>One line for the attendant, shown only once the shopper has been asked and the matter stands; null where there is nothing to
    /// tell.</summary>
    public string? ForAttendant { get; init; }

    /// <summary>Whether the witnesses contradict each other: the shopper is asked, and what the shopper leaves so is for the attendant.</summary>
    public bool IsDoubted => Kind == DecisionKind.Ambiguous && ForAttendant is not null;

    /// <summary>Whether its bar code named the item, not its picture.</summary>
    public bool IsScanned => Kind == DecisionKind.Accepted && Named is { Gtin: { } own } && Heard?.Barcode == own;

    /// <summary>Whether a choice of the shopper stands against the picture or the scale.</summary>
    public bool Contradicts(Product chosen) =>
        Match?.Best.Product.Sku != chosen.Sku || Heard is { Grams: { } grams } && chosen.Rule?.Fits(grams) == false;

    /// <summary>The named product; null unless accepted.</summary>
    public Product? Product => Kind == DecisionKind.Accepted ? Named ?? Match!.Best.Product : null;
}
