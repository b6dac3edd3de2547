using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>What tells a product from its near twins where pictures do not.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TieBreaker>))]
public enum TieBreaker
{
    /// <summary>Nothing in particular: the shopper picks from the list.</summary>
    None,

    /// <summary>Its bar code; without one the shopper is asked to turn it.</summary>
    Barcode,

    /// <summary>Its weight, see <see cref="ProductRule.LeastGrams"/>.</summary>
    Weight,

    /// <summary>The shopper, always, however clear the picture seems.</summary>
    AskShopper,
}
