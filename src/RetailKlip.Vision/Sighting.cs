using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>A crop that needs an embedding.</summary>
/// <param name="Item">The known item that lay there; null where none did.</param>
/// <param name="Quality">How well it can be seen.</param>
internal readonly record struct Sighting(Crop Crop, TrackedItem? Item, ViewQuality Quality);
