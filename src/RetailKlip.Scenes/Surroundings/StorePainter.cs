using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Draws items in their surroundings. Not for several threads at once.</summary>
internal sealed class StorePainter(ItemPainter items)
{
    /// <summary>What only stands around has its labels printed for so many pixels a millimetre, whatever the view: they serve many views,
    /// and are rather out of focus.</summary>
    private const float NeighbourDensity = 0.9f;

    private const int CoverSteps = 40;

    /// <summary>Pixels to one of the small picture by which covers are placed.</summary>
    private const int Rough = 4;

    private static readonly Colour[] Skins = [.. new[] { "F0C6A8", "E8B796", "D9A07A", "B57A54", "8A5A3C", "5E3A27" }.Select(Colour.Parse)];

    private static readonly Colour[] Sleeves =
        [.. new[] { "2F4668", "6B2F3A", "3E4A3D", "9A9CA0", "C9A36A", "22242A", "E4E1DA", "B5403A", "5D8AA8" }.Select(Colour.Parse)];

    private static readonly Lazy<Mesh> RightHand = new(() => HandShape.Build(Skins[0], Sleeves[0], left: false));
    private static readonly Lazy<Mesh> LeftHand = new(() => HandShape.Build(Skins[0], Sleeves[0], left: true));

    private enum Cover
    {
        None,
        Hand,
        Sleeve,
        Neighbour,
    }

    /// <exception cref="ArgumentException">Chances that are none, or a pose at once.</exception>
    public StoreView Compose(DrawnProduct product, ViewOptions options, Surroundings around, SeededRandom random)
    {
        around.Check();
        if (options.Pose is not null)
            throw new ArgumentException("Pose and Surroundings are both set; surroundings choose their own pose.");
        var place = random.Unit();
        var cover = random.Chance((float)around.Covered) ? (Cover)(1 + random.Below(3)) : Cover.None;
        if (place < around.Shelf && Stands(product.Packaging.Shape))
            return OnShelf(product, options, around, cover, random);
        if (place < around.Shelf + around.Tray)
            return OnTray(product, options, around, 1 + random.Below(3), cover, random);
        return place < around.Shelf + around.Tray + around.Hand
            ? InHand(product, options, around, random)
            : OnTray(product, options, around, 0, cover, random);
    }

    /// <summary>Loose fruit that would have to stand on its end lies among others instead.</summary>
    private static bool Stands(PackagingShape shape) => shape is not (PackagingShape.BentProduce or PackagingShape.LongProduce
        or PackagingShape.PearProduce);

    private StoreView OnTray(DrawnProduct product, ViewOptions options, Surroundings around, int neighbours, Cover cover,
        SeededRandom random)
    {
        var variety = (float)options.Variety;
        var pose = Pose.Random(product, random, variety) with { X = random.Between(-210, 210), Y = random.Between(-85, 85) };
        var light = Lighting.Random(random, variety);
        var surface = random.Chance(variety) ? TraySurface.Random(random) : TraySurface.Kiosk;
        var view = KioskView.Above(1280, 720, random, variety);
        var margin = (float)options.Margin + (neighbours > 0 ? random.Between(0, 0.16f) : 0);
        view = Framing.Of(items.Place(product, pose, view.PixelsPerMillimetre), view, options.LongestSide, margin, random);

        var model = items.Place(product, pose, view.PixelsPerMillimetre);
        var others = new List<PlacedModel>();
        var from = random.Between(0, MathF.Tau);
        for (var i = 0; i < neighbours; i++)
            others.Add(Beside(model, Neighbour(product, around, random), from + (i + random.Between(-0.2f, 0.2f)) * MathF.Tau / neighbours,
                variety, random));

        var picture = new Picture(view.Width, view.Height);
        var item = items.Draw(model, view, light);
        surface.Paint(picture, view, light, item);
        foreach (var other in others.Append(model))
            Compositor.Lay(picture, items.Shadow(other, view, light, movable: false));
        foreach (var other in others)
            Compositor.Lay(picture, items.Draw(other, view, light, within: 0));
        Compositor.Lay(picture, item);
        if (cover == Cover.None)
            return new StoreView(picture, item, []);
        if (cover != Cover.Neighbour)
            return Covered(new StoreView(picture, item, []), cover, view, light, around, random);

        // Another product lies on it.
        var (least, most) = model.Extent();
        var on = Neighbour(product, around, random);
        var above = items.Place(on, Pose.Random(on, random, variety) with { X = pose.X, Y = pose.Y },
            NeighbourDensity, 0.8f * (most.Z - least.Z));
        var angle = random.Between(0, MathF.Tau);
        return Slid(new StoreView(picture, item, []), above, view, light, new Vector2(MathF.Cos(angle), MathF.Sin(angle)), around, random);
    }

    private StoreView OnShelf(DrawnProduct product, ViewOptions options, Surroundings around, Cover cover, SeededRandom random)
    {
        var variety = (float)options.Variety;
        var light = Lighting.Aisle(random, variety);
        var view = new Viewpoint(1280, 720, 1280 / 712f, random.Between(450, 800 + 500 * variety), random.Between(82 - 16 * variety, 87));
        var pose = Upright(product, random) with { X = random.Between(-110, 110) };
        var margin = (float)options.Margin + random.Between(0, 0.18f);
        view = Framing.Of(items.Place(product, pose, view.PixelsPerMillimetre), view, options.LongestSide, margin, random);
        var model = items.Place(product, pose, view.PixelsPerMillimetre);
        var (least, most) = model.Extent();

        var before = cover == Cover.Neighbour ? Standing(Neighbour(product, around, random)) : null;
        var front = least.Y - random.Between(4, 20);
        if (before is not null)
        {
            var (blockerLeast, blockerMost) = before.Extent();
            before = before.Moved(new Vector3(pose.X - (blockerLeast.X + blockerMost.X) / 2, least.Y - 4 - blockerMost.Y, 0));
            front -= 8 + blockerMost.Y - blockerLeast.Y;
        }

        var row = new List<PlacedModel>();
        if (random.Chance(0.6f))
            row.Add(model.Moved(new Vector3(random.Between(-5, 5), most.Y - least.Y + random.Between(1, 9), 0)));
        foreach (var right in (ReadOnlySpan<bool>)[false, true])
        {
            // Here and there is a gap in the row.
            if (random.Chance(0.1f))
                continue;
            var other = Standing(random.Chance(0.4f) ? product : Neighbour(product, around, random));
            var (otherLeast, otherMost) = other.Extent();
            var gap = random.Between(0.5f, 9);
            row.Add(other.Moved(new Vector3(right ? most.X + gap - otherLeast.X : least.X - gap - otherMost.X,
                least.Y + random.Between(0, 22) - otherLeast.Y, 0)));
        }

        var picture = new Picture(view.Width, view.Height);
        var item = items.Draw(model, view, light);
        Shelf.Random(random, front).Paint(picture, view, light, item);
        foreach (var other in row.OrderByDescending(other => other.Extent().Least.Y))
            Compositor.Lay(picture, items.Draw(other, view, light, within: 0));
        for (var i = random.Chance(0.4f) ? 1 + random.Below(2) : 0; i > 0; i--)
            Lens.Soften(picture);
        var reach = Math.Max(2, Math.Max(view.Width, view.Height) / 48);
        Compositor.Lay(picture, DropShadow.Of(item, random.Below(2 * reach + 1) - reach, reach / 2, reach, 0.5f, view));
        Compositor.Lay(picture, item);
        var alone = new StoreView(picture, item, []);
        return cover switch
        {
            Cover.None => alone,
            Cover.Neighbour => Slid(alone, before!, view, light, new Vector2(random.Chance(0.5f) ? 1 : -1, 0), around, random),
            // Arms come from the aisle: their light is that of what lies before the camera.
            _ => Covered(alone, cover, view, Lighting.Random(random, variety), around, random),
        };

        PlacedModel Standing(DrawnProduct other) =>
            items.Place(other, Upright(other, random), ReferenceEquals(other, product) ? view.PixelsPerMillimetre : NeighbourDensity);
    }

    private StoreView InHand(DrawnProduct product, ViewOptions options, Surroundings around, SeededRandom random)
    {
        var variety = (float)options.Variety;
        var light = Lighting.Random(random, variety);
        var view = KioskView.Above(1280, 720, random, variety);
        var lift = random.Between(0.15f, 0.35f) * view.DistanceMillimetres;
        var pose = new Pose(PoseSide.Front, random.Gaussian() * 11, random.Gaussian() * (8 + 16 * variety), random.Between(-150, 150),
            random.Between(-80, 80));
        var margin = (float)options.Margin + random.Between(0, 0.16f);
        view = Framing.Of(items.Place(product, pose, view.PixelsPerMillimetre, lift), view, options.LongestSide, margin, random);
        var model = items.Place(product, pose, view.PixelsPerMillimetre, lift);
        var (least, most) = model.Extent();

        var picture = random.Chance(0.5f) ? Aisle(product, around, view, variety, random) : Far();
        Colour skin = random.Pick(Skins), sleeve = random.Pick(Sleeves);
        var left = random.Chance(0.5f);
        var height = random.Between(-0.34f, 0.04f) * product.Packaging.Height;
        var item = items.Draw(model, view, light);
        Compositor.Lay(picture, Held(GripShape.Behind(product.Packaging, height, skin, sleeve, left)));
        Compositor.Lay(picture, DropShadow.Of(item, 1, 2, Math.Max(2, view.Width / 40), 0.35f, view));
        Compositor.Lay(picture, item);
        var alone = new StoreView(picture, item, []);
        // Small things are held by thumb or from behind only, so that they can still be seen.
        foreach (var fingers in (ReadOnlySpan<bool>)[true, false])
        {
            var over = Held(GripShape.Before(product.Packaging, height, skin, left, fingers));
            if (StoreView.Hidden(picture, item, [over]) <= around.MostCovered)
                return Laid(alone, over, view, 0.4f);
        }
        return alone;

        ItemLayer Held(Mesh mesh) => items.Draw(PlacedModel.Place(mesh, pose.TurnDegrees, (least + most) / 2), view, light, within: 0);

        // The tray or table below, out of focus.
        Picture Far()
        {
            var below = new Picture(view.Width, view.Height);
            (random.Chance(variety) ? TraySurface.Random(random) : TraySurface.Kiosk).Paint(below, view, light);
            for (var i = 0; i < 2; i++)
                Lens.Soften(below);
            Compositor.Lay(below, items.Shadow(model, view, light, movable: false));
            return below;
        }
    }

    /// <summary>A shelf across the aisle, far out of focus: drawn small and enlarged.</summary>
    private Picture Aisle(DrawnProduct product, Surroundings around, Viewpoint view, float variety, SeededRandom random)
    {
        const int shrink = 5;
        var light = Lighting.Aisle(random, variety);
        int width = view.Width / shrink + 2, height = view.Height / shrink + 2;
        var small = new Picture(width, height);
        var far = new Viewpoint(width, height, width / random.Between(240, 420), 1400, random.Between(80, 88))
        {
            Centre = new Vector2(width * random.Between(0.2f, 0.8f), height * random.Between(0.75f, 1.2f)),
        };
        Shelf.Random(random, -60).Paint(small, far, light);
        for (var x = -220f; x < 220;)
        {
            var other = Neighbour(product, around, random);
            var model = items.Place(other, Upright(other, random), NeighbourDensity);
            var (least, most) = model.Extent();
            Compositor.Lay(small, items.Draw(model.Moved(new Vector3(x - least.X, -50 - least.Y, 0)), far, light, within: 0));
            x += most.X - least.X + random.Between(2, 20);
        }
        return small.Enlarged(shrink, view.Width, view.Height);
    }

    /// <summary>Near the item in a direction, so that a straight line with some room parts them.</summary>
    private PlacedModel Beside(PlacedModel model, DrawnProduct other, float angle, float variety, SeededRandom random)
    {
        var beside = items.Place(other, Pose.Random(other, random, variety), NeighbourDensity);
        var direction = new Vector3(MathF.Cos(angle), MathF.Sin(angle), 0);
        var apart = model.Positions.Max(position => Vector3.Dot(position, direction))
            - beside.Positions.Min(position => Vector3.Dot(position, direction)) + random.Between(2, 26);
        var (least, most) = model.Extent();
        var aside = new Vector3(-direction.Y, direction.X, 0);
        return beside.Moved(direction * apart + aside * (Vector3.Dot((least + most) / 2, aside) + random.Between(-25, 25)));
    }

    /// <summary>With an arm that reaches for the item, or across it for something else.</summary>
    private StoreView Covered(StoreView alone, Cover cover, Viewpoint view, Lighting light, Surroundings around, SeededRandom random)
    {
        var hand = (random.Chance(0.5f) ? LeftHand : RightHand).Value;
        Colour skin = random.Pick(Skins), sleeve = random.Pick(Sleeves);
        var mesh = HandShape.Recoloured(hand, Skins[0], skin, Sleeves[0], sleeve);
        var box = alone.Item.Outline;
        var facing = new Viewpoint(view.Width, view.Height, view.PixelsPerMillimetre, 900, 6)
        {
            Centre = new Vector2(box.X + box.Width * random.Between(0.2f, 0.8f), box.Y + box.Height * random.Between(0.2f, 0.8f)),
        };
        var degrees = random.Between(-75, 75);
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        // The hand's fingers are some way ahead of its origin; a sleeve's middle is far behind it.
        var ahead = cover == Cover.Hand ? 0 : random.Between(170, 330);
        var model = PlacedModel.Place(mesh, degrees, new Vector3(-sin * ahead, cos * ahead, 0));
        var away = cover == Cover.Hand ? new Vector2(sin, cos) : new Vector2(cos, -sin) * (random.Chance(0.5f) ? 1 : -1);
        return Slid(alone, model, facing, light, away, around, random);
    }

    /// <summary>With something before it that is slid away until it hides no more than it may; left out if it never does.</summary>
    /// <param name="view">That it is drawn by, where it is before the item's middle.</param>
    /// <param name="away">Right and down, of length 1.</param>
    private StoreView Slid(StoreView alone, PlacedModel over, Viewpoint view, Lighting light, Vector2 away, Surroundings around,
        SeededRandom random)
    {
        var most = (float)around.MostCovered * random.Between(0.3f, 1);
        var step = MathF.Max(1, MathF.Max(view.Width, view.Height) * 0.04f);
        // A small picture says how far to go; the whole pixels are then drawn only where they are wanted.
        var small = view.Scaled(1f / Rough, Vector2.Zero, view.Width / Rough + 1, view.Height / Rough + 1);
        var rough = items.Draw(over, small, light, within: 2);
        for (var i = 0; i < CoverSteps; i++)
        {
            int dx = (int)MathF.Round(away.X * step * i), dy = (int)MathF.Round(away.Y * step * i);
            if (StoreView.HiddenRoughly(alone.Picture, alone.Item, rough, Rough, dx, dy) > most)
                continue;
            var layer = items.Draw(over, view with { Centre = view.Centre + new Vector2(dx, dy) }, light, within: 0);
            if (StoreView.Hidden(alone.Picture, alone.Item, [layer]) <= around.MostCovered)
                return Laid(alone, layer, view, 0.45f);
        }
        return alone;
    }

    private static StoreView Laid(StoreView view, ItemLayer over, Viewpoint camera, float shade)
    {
        var reach = Math.Max(1, Math.Max(camera.Width, camera.Height) / 40);
        Compositor.Lay(view.Picture, DropShadow.Of(over, reach / 2, reach, reach, shade, camera));
        Compositor.Lay(view.Picture, over);
        return view with { Above = [.. view.Above, over] };
    }

    /// <summary>With the front to the aisle, as shops face goods up.</summary>
    private static Pose Upright(DrawnProduct product, SeededRandom random)
    {
        var round = product.Packaging.Shape is PackagingShape.DrinkCan or PackagingShape.FoodCan or PackagingShape.Bottle
            or PackagingShape.Jar or PackagingShape.Cup or PackagingShape.RoundProduce or PackagingShape.LobedProduce;
        return new Pose(PoseSide.Standing, random.Gaussian() * (round ? 22 : 7), 0, 0, 0);
    }

    private static DrawnProduct Neighbour(DrawnProduct product, Surroundings around, SeededRandom random) =>
        around.Neighbours.Count == 0 ? product : random.Pick(around.Neighbours);
}
