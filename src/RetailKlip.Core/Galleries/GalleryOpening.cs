namespace RetailKlip.Core;

/// <summary>What came of opening a kiosk's gallery: a usable store, and what had to be moved out of its way.</summary>
/// <param name="SetAside">Where the damaged file went; null where nothing was damaged.</param>
/// <param name="Damage">What was wrong with it, one line; null where nothing was damaged.</param>
public sealed record GalleryOpening(GalleryStore Store, string? SetAside, string? Damage);
