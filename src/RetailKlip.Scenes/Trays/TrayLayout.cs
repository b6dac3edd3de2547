using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Finds places on the tray where items lie apart from each other.</summary>
internal sealed class TrayLayout(ItemPainter painter, Viewpoint view, SeededRandom random)
{
    /// <summary>Room between two items, in millimetres: beyond the dark of their shadows.</summary>
    private const float Gap = 14;

    private const int TriesPerItem = 120;
    private const int Restarts = 10;
    private const int Choices = 12;

    private readonly List<Footprint> _taken = [];

    /// <summary>Products with a pose for each, chosen anew while they are too large together.</summary>
    /// <exception cref="ArgumentException">No choice fits on the tray.</exception>
    public PlacedItem[] Place(Func<IReadOnlyList<DrawnProduct>> choose)
    {
        var count = 0;
        for (var choice = 0; choice < Choices; choice++)
        {
            var products = choose();
            count = products.Count;
            if (PlaceAll(products) is { } placed)
                return placed;
        }
        throw new ArgumentException($"{count} items of these sizes do not fit on the tray without touching: choose fewer or smaller ones.",
            nameof(choose));
    }

    private PlacedItem[]? PlaceAll(IReadOnlyList<DrawnProduct> products)
    {
        // Large ones first: small ones find room between them.
        var order = Enumerable.Range(0, products.Count).OrderByDescending(i =>
            products[i].Packaging.Width * products[i].Packaging.Height).ToArray();
        for (var restart = 0; restart < Restarts; restart++)
        {
            _taken.Clear();
            var placed = new PlacedItem?[products.Count];
            foreach (var i in order)
                if (TryPlace(products[i]) is { } item)
                    placed[i] = item;
                else
                    break;
            if (_taken.Count == products.Count)
                return placed!;
        }
        return null;
    }

    /// <summary>A place to which an item can slide; null where there is none near.</summary>
    /// <param name="index">Of the item in the list of <see cref="Place"/>'s result.</param>
    public Pose? Slide(PlacedItem[] items, int index)
    {
        var others = items.Where((_, i) => i != index).Select(item => FootprintOf(item.Product, item.Pose)).ToList();
        for (var attempt = 0; attempt < TriesPerItem; attempt++)
        {
            var pose = items[index].Pose;
            pose = pose with { X = pose.X + random.Between(-70, 70), Y = pose.Y + random.Between(-50, 50) };
            if (MathF.Abs(pose.X - items[index].Pose.X) + MathF.Abs(pose.Y - items[index].Pose.Y) < 25)
                continue;
            if (Fits(FootprintOf(items[index].Product, pose), others))
                return pose;
        }
        return null;
    }

    private PlacedItem? TryPlace(DrawnProduct product)
    {
        for (var attempt = 0; attempt < TriesPerItem; attempt++)
        {
            var pose = Pose.Random(product, random, 0) with { X = random.Between(-285, 285), Y = random.Between(-140, 140) };
            var footprint = FootprintOf(product, pose);
            if (!Fits(footprint, _taken))
                continue;
            _taken.Add(footprint);
            return new PlacedItem(product, pose);
        }
        return null;
    }

    private Footprint FootprintOf(DrawnProduct product, Pose pose) => new(painter.Place(product, pose, view.PixelsPerMillimetre), view);

    private bool Fits(Footprint footprint, List<Footprint> others)
    {
        // Inside the tray's rim as the picture shows it.
        var topLeft = view.Project(new Vector3(-TraySurface.Kiosk.HalfWidth, TraySurface.Kiosk.HalfHeight, 0));
        var bottomRight = view.Project(new Vector3(TraySurface.Kiosk.HalfWidth, -TraySurface.Kiosk.HalfHeight, 0));
        var room = 4 * view.PixelsPerMillimetre;
        return footprint.Least.X > topLeft.X + room && footprint.Least.Y > topLeft.Y + room
            && footprint.Most.X < bottomRight.X - room && footprint.Most.Y < bottomRight.Y - room
            && others.TrueForAll(other => footprint.ClearOf(other, Gap * view.PixelsPerMillimetre));
    }
}
