using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>Who must agree with the picture before a product is named.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<Witnesses>))]
public enum Witnesses
{
    None = 0,

    /// <summary>Its bar code was read on the item, as for goods of high value.</summary>
    Barcode = 1,

    /// <summary>The scale shows a weight that it can have.</summary>
    Weight = 2,

    /// <summary>A person of the store, as for age-restricted goods: named without, but not sold.</summary>
    Attendant = 4,
}
