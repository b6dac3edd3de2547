namespace RetailKlip.Vision;

/// <summary>A whole symbol on one scan line, its check digit right.</summary>
/// <param name="Text">As of <see cref="Barcode.Text"/>.</param>
/// <param name="From">Where its first bar begins, in pixels of the scan line; beyond <paramref name="To"/> where it is upside down.</param>
internal readonly record struct LineReading(BarcodeSymbology Symbology, string Text, float From, float To);
