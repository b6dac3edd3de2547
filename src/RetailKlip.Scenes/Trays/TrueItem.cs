using RetailKlip.Core;

namespace RetailKlip.Scenes;

/// <summary>What really lies on a drawn tray: the box holds the item's outline tightly, without its shadow.</summary>
public sealed record TrueItem(Sku Sku, PixelBox Box);
