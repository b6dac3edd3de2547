using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>A barcode that was read.</summary>
/// <param name="Text">The digits as they are printed under the bars: 13, 8, 12 or 8 of them.</param>
/// <param name="Gtin">The number that the digits stand for, a UPC-E expanded.</param>
/// <param name="Box">Around the bars that were scanned, in pixels of the whole frame.</param>
/// <param name="Lines">How many scan lines agreed on it.</param>
public sealed record Barcode(BarcodeSymbology Symbology, string Text, Gtin Gtin, PixelBox Box, int Lines);
