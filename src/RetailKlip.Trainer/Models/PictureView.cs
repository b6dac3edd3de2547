using System.Globalization;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// One way of looking at a picture. Crops at random make things larger in training than whole pictures show them, so that a zoomed view
/// finds them as they were learnt (Touvron et al., "Fixing the train-test resolution discrepancy", NeurIPS 2019).
/// </summary>
public sealed record PictureView
{
    public const double MaxZoom = 4;

    /// <summary>How much larger the middle of the picture is shown, from 1, the whole, to <see cref="MaxZoom"/>.</summary>
    public double Zoom { get; init; } = 1;

    public bool Mirrored { get; init; }

    /// <summary>Whether it shows the picture as it is.</summary>
    [JsonIgnore]
    public bool IsWhole => Zoom == 1 && !Mirrored;

    /// <param name="pictures">N×3×H×W.</param>
    /// <returns>The same shape.</returns>
    internal Tensor Of(Tensor pictures)
    {
        var (height, width) = (pictures.shape[2], pictures.shape[3]);
        var (rows, columns) = (Middle(height), Middle(width));
        var view = pictures;
        if (rows < height || columns < width)
        {
            view = view.narrow(2, (height - rows) / 2, rows).narrow(3, (width - columns) / 2, columns);
            view = nn.functional.interpolate(view, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        }
        return Mirrored ? view.flip(3) : view;
    }

    internal string Write(OnnxGraph graph, string input, int width, int height)
    {
        var (rows, columns) = (Middle(height), Middle(width));
        var view = input;
        if (rows < height || columns < width)
            view = graph.Enlarge(graph.Middle(view, rows, columns, height, width), rows, columns, height, width);
        return Mirrored ? graph.Mirror(view) : view;
    }

    /// <returns>What is wrong with the numbers, or null.</returns>
    internal string? Fault() => Zoom is >= 1 and <= MaxZoom
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"views: zoom is {Zoom}; 1 to {MaxZoom} are possible");

    // As odd or even as the side, so that as much is cut off on either end.
    private long Middle(long side) => side - 2 * (long)Math.Round(side * (1 - 1 / Zoom) / 2);
}
