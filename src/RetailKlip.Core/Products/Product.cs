namespace RetailKlip.Core;

/// <summary>What a shopper can buy, in the retailer's own code and the codes the till understands.</summary>
/// <param name="Thumbnail">A small JPEG for pick lists and receipts, at most <see cref="MaxThumbnailBytes"/>; null where there is none.</param>
public sealed record Product(Sku Sku, string Name, Gtin? Gtin = null, Plu? Plu = null, ReadOnlyMemory<byte>? Thumbnail = null)
{
    public const int MaxThumbnailBytes = 64 * 1024;
}
