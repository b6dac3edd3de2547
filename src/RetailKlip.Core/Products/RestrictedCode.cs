namespace RetailKlip.Core;

/// <summary>What a shop's own barcode says: which item, and its price or weight where one is embedded.</summary>
/// <param name="ItemReference">The shop's digits for the item, with leading zeros.</param>
/// <param name="Kind">Null where the layout embeds no amount.</param>
/// <param name="Amount">In the unit that <paramref name="Kind"/> says; 0 where the layout embeds no amount.</param>
public sealed record RestrictedCode(Gtin Gtin, string ItemReference, AmountKind? Kind, decimal Amount)
{
    /// <summary>Reads a code by the first layout whose fixed digits and verifier fit; null where none does.</summary>
    public static RestrictedCode? Read(Gtin gtin, IEnumerable<RestrictedLayout> layouts) =>
        layouts.Select(layout => layout.Read(gtin)).FirstOrDefault(code => code is not null);
}
