namespace RetailKlip.Core;

/// <summary>What a shopper can buy, in the retailer's own code and the codes the till understands.</summary>
/// <param name="Thumbnail">A small JPEG for pick lists and receipts, at most <see cref="MaxThumbnailBytes"/>; null or empty where there
/// is none.</param>
/// <param name="Rule">What it needs besides its picture to be named; null where the picture is enough.</param>
public sealed record Product(Sku Sku, string Name, Gtin? Gtin = null, Plu? Plu = null, ReadOnlyMemory<byte>? Thumbnail = null, ProductRule? Rule = null)
{
    public const int MaxThumbnailBytes = 64 * 1024;

    /// <summary>Which of the witnesses that must agree before it is named have not: neither recognition nor the shopper names it without them.
    /// A person's consent is none of these.</summary>
    /// <param name="heard">What was learnt about the item; null where nothing was.</param>
    public Witnesses Unheard(Witness? heard)
    {
        if (Rule is not { } rule)
            return Witnesses.None;
        var agreed = heard is { Barcode: { } barcode } && barcode == Gtin ? Witnesses.Barcode : Witnesses.None;
        if (heard is { Grams: { } grams } && rule.Fits(grams) == true)
            agreed |= Witnesses.Weight;
        return rule.Required & (Witnesses.Barcode | Witnesses.Weight) & ~agreed;
    }

    /// <summary>Whether a person of the store must consent before it is sold.</summary>
    public bool NeedsConsent => Rule is { } rule && rule.Required.HasFlag(Witnesses.Attendant);

    /// <summary>Equal content is equal, also of thumbnails that lie in different memory.</summary>
    public bool Equals(Product? other) =>
        other is not null && Sku == other.Sku && Name == other.Name && Gtin == other.Gtin && Plu == other.Plu && Rule == other.Rule
        && Thumbnail.GetValueOrDefault().Span.SequenceEqual(other.Thumbnail.GetValueOrDefault().Span);

    public override int GetHashCode() => HashCode.Combine(Sku, Name, Gtin, Plu);
}
