using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>What `klip calibrate` prints.</summary>
/// <param name="Decision">All that a gallery can carry; <c>--out</c> writes exactly this.</param>
/// <param name="Out">The file written; null where none was asked for.</param>
internal sealed record CalibrationReport(GalleryDecision Decision, string Protocol, string Model, string? Out)
{
    public void Print(bool json)
    {
        if (json)
        {
            JsonOutput.Line(this, JsonOutput.Types.CalibrationReport);
            return;
        }
        var thresholds = Decision.Thresholds;
        var table = new TextTable("threshold", "value");
        table.Add("accept at similarity", Culture.Text($"{thresholds.AcceptSimilarity:F3}"));
        table.Add("and margin", Culture.Text($"{thresholds.AcceptMargin:F3}"));
        table.Add("unknown below similarity", Culture.Text($"{thresholds.UnknownBelow:F3}"));
        table.Add("products with their own", Culture.Text($"{Decision.Products.Length}"));
        table.Add("pick list", Decision.PickListGap is { } gap
            ? Culture.Text($"products at most {gap:F4} less similar than the nearest")
            : "products not unknown");
        table.Write();
        Console.WriteLine();
        PrintRates("on these pictures", Decision.Rates);
        Console.WriteLine();
        PrintRates("on halves not chosen on", Decision.HeldOut);
    }

    private static void PrintRates(string title, DecisionRates? rates)
    {
        if (rates is null)
            return;
        var table = new TextTable(title, "share", "95 % interval", "pictures");
        Add("unknowns named (false accepts)", rates.FalseAccepts);
        Add("queries named wrongly", rates.WrongNames);
        Add("queries named", rates.Accepts);
        Add("queries asked by a pick list", rates.PickLists);
        Add("pick lists that hold the product", rates.PickListHolds);
        table.Write();
        if (rates.MeanPickList is { } mean)
            Console.WriteLine(Culture.Text($"{mean:F1} products on a pick list in the mean"));

        void Add(string what, MeasuredRate rate) => table.Add(what, Culture.Text($"{100 * rate.Share:F2} %"),
            Culture.Text($"{100 * rate.Interval.Low:F2} to {100 * rate.Interval.High:F2} %"), Culture.Text($"{rate.Counted} of {rate.Of}"));
    }
}
