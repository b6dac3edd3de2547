using RetailKlip.Scenes;
using ScottPlot;

namespace RetailKlip.Trainer;

/// <summary>The report's pictures, each an SVG element.</summary>
internal static class Charts
{
    private const int Width = 620;
    private const int Height = 340;
    private const string Font = "Roboto";

    // Okabe and Ito, "Color Universal Design": told apart by everyone.
    private static readonly string[] Palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    /// <summary>To be called before the first chart.</summary>
    /// <exception cref="FileNotFoundException">The typeface is not installed; the message names its Debian package.</exception>
    public static void LoadLettering()
    {
        Fonts.AddFontFile(Font, Typefaces.FileOf(Lettering.Plain));
        Fonts.Default = Fonts.Sans = Font;
    }

    /// <summary>One line a series, a dot a point.</summary>
    public static string Lines(
        string x, string y, IEnumerable<(string Name, double[] X, double[] Y)> series, bool fromZero = false, bool isShare = false)
    {
        using var plot = Empty(x, y);
        var all = series.ToList();
        var number = 0;
        foreach (var (name, xs, ys) in all)
        {
            var line = plot.Add.Scatter(xs, ys, Colour(number++));
            if (all.Count > 1)
                line.LegendText = name;
            line.LineWidth = 2;
            line.MarkerSize = xs.Length > 30 ? 0 : 6;
        }
        if (number > 1)
            plot.ShowLegend(Edge.Bottom);
        if (isShare)
            plot.Axes.SetLimitsY(0, 1);
        else if (fromZero)
        {
            plot.Axes.AutoScale();
            plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
        }
        return Svg(plot, Width, Height);
    }

    /// <summary>Points in the plane; the axes mean nothing and are left out.</summary>
    public static string Cloud(IEnumerable<(string Name, double[] X, double[] Y)> groups)
    {
        using var plot = Empty("", "");
        var number = 0;
        foreach (var (name, xs, ys) in groups)
        {
            var points = plot.Add.ScatterPoints(xs, ys, Colour(number++));
            points.LegendText = name;
            points.MarkerSize = 6;
        }
        plot.HideAxesAndGrid();
        plot.ShowLegend(Edge.Bottom);
        return Svg(plot, Width, Width);
    }

    private static Plot Empty(string x, string y)
    {
        var plot = new Plot();
        plot.XLabel(x);
        plot.YLabel(y);
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Grid.MajorLineColor = Color.FromHex("#E4E4E0");
        return plot;
    }

    private static Color Colour(int number) => Color.FromHex(Palette[number % Palette.Length]);

    private static string Svg(Plot plot, int width, int height)
    {
        var xml = plot.GetSvgXml(width, height);
        return xml[xml.IndexOf("<svg", StringComparison.Ordinal)..].Replace(
            $"font-family=\"{Font}\"", $"font-family=\"{Font}, system-ui, sans-serif\"", StringComparison.Ordinal);
    }
}
