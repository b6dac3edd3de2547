using RetailKlip.Core;
using RetailKlip.Scenes;

namespace RetailKlip.Trainer;

/// <summary>
/// A checkout of drawn products that training never drew: every second family is enrolled, near twins included, the others
/// are unknown. Thresholds for the demo's kind of pictures are chosen here.
/// </summary>
public static class DrawnProtocol
{
    /// <summary>Pictures on the demo's tray and on ones that differ somewhat.</summary>
    public static readonly IReadOnlyList<double> Varieties = [0, 0.3];

    /// <param name="folder">Where the pictures lie or are drawn to; the lines' paths are relative to it.</param>
    /// <param name="shots">Pictures enrolled of each product, fewer than <see cref="DrawnOptions.Views"/>; the others are asked.</param>
    public static IReadOnlyList<ProtocolLine> Lines(string folder, DrawnOptions options, int shots)
    {
        DrawnProducts.Draw(folder, options, Varieties);
        var generator = new ProductGenerator(options.Seed);
        var lines = new List<ProtocolLine>();
        for (var index = 0; index < options.Products; index++)
        {
            var sku = generator.Product(index).Product.Sku;
            var isEnrolled = index / ProductGenerator.VariantsPerFamily % 2 == 0;
            for (var view = 0; view < options.Views; view++)
            {
                var role = !isEnrolled ? ProtocolRole.Unknown : view < shots ? ProtocolRole.Gallery : ProtocolRole.Query;
                lines.Add(new(lines.Count + 2, role, sku, $"{sku}/{DrawnProducts.ViewName(view)}"));
            }
        }
        return lines;
    }
}
