using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>A track at the end of a scene.</summary>
/// <param name="Shown">What lies in its place; null where nothing does.</param>
/// <param name="IsSold">False for a stranger, and where nothing lies.</param>
internal sealed record SeenItem(Sku? Shown, bool IsSold, Decision Decision)
{
    public const string Header = "level\tscene\tshows\tsku\tdecision\tbest\tsimilarity\tmargin";

    public bool IsNearestRight => IsSold && Decision.Match?.Best.Product.Sku == Shown;

    public bool IsStranger => Shown is not null && !IsSold;

    public string ToLine(string level, int scene) => Culture.Text(
        $"{level}\t{scene}\t{(Shown is null ? "nothing" : IsSold ? "product" : "stranger")}\t{Shown}\t{Decision.Kind}\t{Decision.Match?.Best.Product.Sku}\t{Decision.Match?.Similarity:F4}\t{Decision.Match?.Margin:F4}");
}
