namespace RetailKlip.Vision;

/// <summary>
/// One half of an EAN or UPC-A symbol on a scan line: the forms of the left one tell the first digit, the right one is read from the
/// right.
/// </summary>
/// <param name="Digits">As printed: 7 of the left half of an EAN-13 (6 and the first one), 6 of its right half, 4 of an EAN-8's.</param>
/// <param name="Outer">Where the outer guard begins, in pixels of the scan line.</param>
/// <param name="Centre">Middle of the centre guard.</param>
internal readonly record struct HalfReading(bool IsLeft, bool IsShort, string Digits, float Outer, float Centre)
{
    /// <summary>Pixels a module.</summary>
    public float Module => MathF.Abs(Centre - Outer) / (IsShort ? 33.5f : 47.5f);
}
