using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>A part of the picture that is full of parallel edges, as a barcode is.</summary>
/// <param name="Centre">In pixels of the picture.</param>
/// <param name="Angle">Across the bars, in radians from the x axis towards the y axis, in (-π/2, π/2].</param>
/// <param name="Length">Across the bars, in pixels.</param>
/// <param name="Height">Along the bars, in pixels.</param>
/// <param name="Strength">Squared gradient summed over the region.</param>
internal readonly record struct BarRegion(Point2f Centre, float Angle, float Length, float Height, double Strength);
