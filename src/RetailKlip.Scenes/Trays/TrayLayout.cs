using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Finds places on the tray for items: apart from each other, or against and over each other.</summary>
internal sealed class TrayLayout(ItemPainter painter, Viewpoint view, SeededRandom random)
{
    /// <summary>Room between two items, in millimetres: beyond the dark of their shadows.</summary>
    private const float Gap = 14;

    private const int TriesPerItem = 120;
    private const int Restarts = 10;
    private const int Choices = 12;

    // Pushing items together costs more than trying a place, and mostly succeeds.
    private const int PushesPerItem = 30;
    private const int CrowdRestarts = 4;
    private const int CrowdChoices = 60;

    private readonly List<Footprint> _taken = [];
    private readonly List<float> _covered = [];

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
        throw new ArgumentException($"{count} items of these sizes do not fit on the tray without touching: choose fewer or smaller ones.");
    }

    /// <summary>Products with a pose for each, most of them pushed against another; later ones lie over earlier ones.</summary>
    /// <param name="apart">Chance, in [0, 1], that an item is not pushed against another.</param>
    /// <param name="covered">Most of an item that others may lie over, as a share of its outline in [0, 1]; 0 for touching only.</param>
    /// <exception cref="ArgumentException">No choice fits on the tray.</exception>
    public PlacedItem[] Crowd(Func<IReadOnlyList<DrawnProduct>> choose, float apart, float covered)
    {
        var count = 0;
        for (var choice = 0; choice < CrowdChoices; choice++)
        {
            var products = choose();
            count = products.Count;
            for (var restart = 0; restart < CrowdRestarts; restart++)
                if (CrowdAll(products, apart, covered) is { } placed)
                    return placed;
        }
        throw new ArgumentException($"{count} items of these sizes do not fit on the tray: choose fewer or smaller ones.");
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

    private PlacedItem[]? CrowdAll(IReadOnlyList<DrawnProduct> products, float apart, float covered)
    {
        _taken.Clear();
        _covered.Clear();
        var placed = new List<PlacedItem>();
        // Large ones first: small ones lie on them, and find room between them.
        foreach (var product in products.OrderByDescending(product => product.Packaging.Width * product.Packaging.Height))
        {
            var item = placed.Count == 0 || random.Chance(apart) ? TryPlace(product) : TryPush(product, placed, covered);
            if (item is null)
                return null;
            if (_covered.Count < _taken.Count)
                _covered.Add(0);
            placed.Add(item);
        }
        return [.. placed];
    }

    /// <summary>From the middle of another item outwards until it lies over none by more than it may.</summary>
    private PlacedItem? TryPush(DrawnProduct product, List<PlacedItem> placed, float covered)
    {
        for (var attempt = 0; attempt < PushesPerItem; attempt++)
        {
            var pose = Pose.Random(product, random, 0);
            var against = random.Pick(placed).Pose;
            var angle = random.Between(0, MathF.Tau);
            var over = random.Chance(0.65f) ? random.Between(0, covered) : 0;
            if (Against(product, pose, against, angle, over) is not { } lying)
                continue;
            var footprint = FootprintOf(product, lying);
            for (var i = 0; i < _taken.Count; i++)
                _covered[i] += _taken[i].Shared(footprint) / _taken[i].Area;
            _taken.Add(footprint);
            return new PlacedItem(product, lying);
        }
        return null;
    }

    /// <param name="over">Share of an item that another may lie over.</param>
    /// <returns>The pose, moved out of another's middle until all lie as they may; null where that is beyond the rim.</returns>
    private Pose? Against(DrawnProduct product, Pose pose, Pose other, float angle, float over)
    {
        float near = 0, far = 2 * TraySurface.Kiosk.HalfHeight;
        var outward = new Vector2(MathF.Cos(angle), -MathF.Sin(angle)) * view.PixelsPerMillimetre;
        var middle = FootprintOf(product, At(0));
        for (var half = 0; half < 9; half++)
        {
            var distance = (near + far) / 2;
            if (Lies(middle.Moved(outward * distance), over))
                far = distance;
            else
                near = distance;
        }
        if (!Fits(FootprintOf(product, At(far)), []))
            return null;
        // A near camera sees some more of an item's sides, or less: the last millimetres by how it is really seen.
        (near, far) = (far - 9, far + 6);
        for (var half = 0; half < 5; half++)
        {
            var distance = (near + far) / 2;
            if (Lies(FootprintOf(product, At(distance)), over))
                far = distance;
            else
                near = distance;
        }
        var footprint = FootprintOf(product, At(far));
        return Fits(footprint, []) && Lies(footprint, over) ? At(far) : null;

        Pose At(float distance) => pose with { X = other.X + distance * MathF.Cos(angle), Y = other.Y + distance * MathF.Sin(angle) };
    }

    private bool Lies(Footprint footprint, float over)
    {
        for (var i = 0; i < _taken.Count; i++)
        {
            if (footprint.ClearOf(_taken[i], 0))
                continue;
            var shared = footprint.Shared(_taken[i]);
            if (_covered[i] + shared / _taken[i].Area > over || shared / footprint.Area > over)
                return false;
        }
        return true;
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

    /// <summary>A place in which an item touches another; null where there is none without touching a third.</summary>
    public Pose? Push(PlacedItem[] items, int index, int against)
    {
        _taken.Clear();
        _covered.Clear();
        foreach (var item in items.Where((_, i) => i != index))
        {
            _taken.Add(FootprintOf(item.Product, item.Pose));
            _covered.Add(0);
        }
        for (var attempt = 0; attempt < PushesPerItem; attempt++)
            if (Against(items[index].Product, items[index].Pose, items[against].Pose, random.Between(0, MathF.Tau), 0) is { } pose)
                return pose;
        return null;
    }

    /// <summary>Whether an item fits somewhere clear of all others.</summary>
    /// <param name="without">Of the item in whose place it shall lie.</param>
    public bool IsFree(PlacedItem[] items, int without, PlacedItem item) =>
        Fits(FootprintOf(item.Product, item.Pose), [.. items.Where((_, i) => i != without).Select(other => FootprintOf(other.Product, other.Pose))]);

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
