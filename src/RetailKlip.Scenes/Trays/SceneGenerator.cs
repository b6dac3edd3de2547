namespace RetailKlip.Scenes;

/// <summary>
/// Endless trays of three levels for measuring a checkout. The same products, level and seed always give the same scene. Keeps the
/// labels of the products drawn last; not for several threads at once.
/// </summary>
/// <param name="products">What the shop sells; products of one family are near twins.</param>
/// <param name="strangers">What it does not sell: one or two items of every third scene. Empty for none.</param>
public sealed class SceneGenerator(IReadOnlyList<DrawnProduct> products, IReadOnlyList<DrawnProduct> strangers)
{
    /// <summary>Most of an item, as a share of its outline, that others lie over.</summary>
    internal const float MostCovered = 0.15f;

    private const float TrayMillimetres = 640 * 340;
    private const float StrangeScenes = 1 / 3f;

    private readonly ItemPainter _painter = new(TrayScene.LabelBytes);
    private readonly ILookup<string, DrawnProduct> _families = products.ToLookup(product => product.Family);

    /// <exception cref="ArgumentException">The products are too large for a tray of this level.</exception>
    public TrayScene Scene(SceneLevel level, int seed, int width = 1280, int height = 720)
    {
        var random = new SeededRandom(seed, 20 + (int)level);
        var (least, most) = level switch
        {
            SceneLevel.Easy => (1, 3),
            SceneLevel.Medium => (4, 6),
            _ => (7, 10),
        };
        var count = least + random.Below(most - least + 1);
        var strange = strangers.Count > 0 && random.Chance(StrangeScenes) ? 1 + random.Below(level == SceneLevel.Easy ? 1 : 2) : 0;
        var layout = new TrayLayout(_painter, KioskView.Above(width, height), random);
        var items = level == SceneLevel.Easy
            ? layout.Place(() => Choose(random, count, strange, 1))
            : layout.Crowd(() => Choose(random, count, strange, 0.55f), level == SceneLevel.Medium ? 0.25f : 0.15f,
                level == SceneLevel.Hard ? MostCovered : 0);
        var light = Lighting.Random(new SeededRandom(seed, 1), level == SceneLevel.Hard ? 0.35f : 0);
        return new TrayScene(items, seed, width, height, _painter, light);
    }

    /// <summary>Products of which some come twice or with their near twins, chosen anew while they would fill the tray.</summary>
    private DrawnProduct[] Choose(SeededRandom random, int count, int strange, float fill)
    {
        var chosen = new DrawnProduct[count];
        for (var attempt = 0; attempt < 500; attempt++)
        {
            for (var i = 0; i < count; i++)
            {
                var chance = random.Unit();
                var earlier = i > 0 ? chosen[random.Below(i)] : null;
                chosen[i] = chance < 0.12f && earlier is not null ? earlier
                    : chance < 0.3f && earlier is not null ? random.Pick([.. _families[earlier.Family]])
                    : random.Pick(products);
            }
            for (var i = 0; i < strange; i++)
                chosen[i] = random.Pick(strangers);
            if (chosen.Sum(product => product.Packaging.Width * product.Packaging.Height) < fill * TrayMillimetres)
                break;
        }
        random.Shuffle(chosen);
        return chosen;
    }
}
