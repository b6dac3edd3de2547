using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>What `klip gallery` says about a gallery.</summary>
/// <param name="Skipped">Pictures that could not be read and were left out on request.</param>
/// <param name="LookAlikes">Near twins, found when a gallery is built; null otherwise.</param>
/// <param name="Decision">Thresholds of the gallery's own; null where the model's hold.</param>
internal sealed record GalleryInfo(
    string Path, string EncoderId, int Dimension, long Version, int Products, int Entries, long Bytes, string[] Skipped, GalleryDecision? Decision, LookAlikeRow[]? LookAlikes = null)
{
    public static GalleryInfo Of(string path, Gallery gallery, IEnumerable<string>? skipped = null) => new(
        path,
        gallery.EncoderId.Value,
        gallery.Dimension,
        gallery.Version,
        gallery.Products.Length,
        gallery.Entries.Length,
        new FileInfo(path).Length,
        [.. skipped ?? []],
        gallery.Decision);

    /// <summary>Version and size in words.</summary>
    public static string Contents(Gallery gallery) =>
        Culture.Text($"version {gallery.Version}, {gallery.Products.Length} products, {gallery.Entries.Length} entries");

    public void Print(bool json)
    {
        if (json)
        {
            JsonOutput.Line(this, JsonOutput.Types.GalleryInfo);
            return;
        }
        var table = new TextTable("gallery", Path);
        table.Add("encoder", EncoderId);
        table.Add("dimension", Culture.Text($"{Dimension}"));
        table.Add("version", Culture.Text($"{Version}"));
        table.Add("products", Culture.Text($"{Products}"));
        table.Add("entries", Culture.Text($"{Entries}"));
        table.Add("decision", Decision is { } own
            ? Culture.Text($"its own: similarity {own.Thresholds.AcceptSimilarity:F3}, margin {own.Thresholds.AcceptMargin:F3}, unknown below ")
                + Culture.Text($"{own.Thresholds.UnknownBelow:F3}; {own.Products.Length} products with their own")
            : "those of the model");
        table.Add("size", Culture.Text($"{Bytes:N0} bytes"));
        if (Skipped.Length > 0)
            table.Add("skipped", string.Join(", ", Skipped));
        table.Write();
        if (LookAlikes is not { Length: > 0 })
            return;
        Console.WriteLine();
        var twins = new TextTable("near twins", "", "similarity", "pictures", "told apart by");
        foreach (var twin in LookAlikes)
            twins.Add(twin.First, twin.Second, Culture.Text($"{twin.Similarity:F3}"), $"{twin.FirstPicture}, {twin.SecondPicture}",
                twin.IsOpen ? "nothing yet: see --rules" : $"{twin.FirstTieBreaker}, {twin.SecondTieBreaker}");
        twins.Write();
    }
}
