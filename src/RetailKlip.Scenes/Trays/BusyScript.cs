using System.Collections.Immutable;
using RetailKlip.Core;

namespace RetailKlip.Scenes;

/// <summary>Scripts by seed in which everything happens that a shopper does to a tray.</summary>
internal static class BusyScript
{
    /// <summary>What shoppers hold above the tray: nothing that a shop sells.</summary>
    private static readonly Packaging Bag = new(PackagingShape.Pouch, 250, 300, 90, Colour.Parse("2E3A4A"), Colour.Parse("20242C"), 0.5f);

    public static (ImmutableArray<DrawnProduct> Items, ImmutableArray<ScriptStep> Steps) Write(IReadOnlyList<DrawnProduct> products, int seed)
    {
        var random = new SeededRandom(seed, 7);
        var count = 3 + random.Below(3);
        var layout = new TrayLayout(new ItemPainter(TrayScene.LabelBytes), KioskView.Above(1280, 720), random);
        var placed = layout.Place(() =>
        {
            var chosen = Enumerable.Range(0, count).Select(_ => random.Pick(products)).ToArray();
            chosen[1] = random.Chance(0.4f) ? chosen[0] : chosen[1];
            return chosen;
        });
        // By place on the tray: which of the items lies there.
        var lying = new Dictionary<int, int>();
        var items = ImmutableArray.CreateBuilder<DrawnProduct>();
        var steps = ImmutableArray.CreateBuilder<ScriptStep>();
        var start = TrayScript.Opening;
        for (var next = 0; next < count;)
        {
            if (next + 1 < count && random.Chance(0.25f))
                Do(ScriptAction.Put, [Bring(next), Bring(next + 1)], [placed[next++].Pose, placed[next++].Pose]);
            else
                Do(ScriptAction.Put, [Bring(next)], [placed[next++].Pose]);
            Disturb(next);
        }
        Disturb(count);
        if (lying.Count > 0 && random.Chance(0.6f))
        {
            var gone = random.Pick([.. lying.Keys.Order()]);
            Do(ScriptAction.Take, [lying[gone]], [placed[gone].Pose]);
        }
        return (items.ToImmutable(), steps.ToImmutable());

        void Disturb(int present)
        {
            var place = random.Below(present);
            switch (random.Below(6))
            {
                case 0 when present > 1 && layout.Push(placed, place, (place + 1) % present) is { } pose:
                    placed[place] = placed[place] with { Pose = pose };
                    Do(ScriptAction.Slide, [lying[place]], [pose]);
                    break;
                case 1 when layout.Slide(placed, place) is { } pose:
                    placed[place] = placed[place] with { Pose = pose };
                    Do(ScriptAction.Slide, [lying[place]], [pose]);
                    break;
                case 2:
                    var turned = placed[place] with { Pose = placed[place].Pose with { TurnDegrees = placed[place].Pose.TurnDegrees + random.Between(40, 320) } };
                    if (!layout.IsFree(placed, place, turned))
                        break;
                    placed[place] = turned;
                    Do(ScriptAction.Turn, [lying[place]], [turned.Pose]);
                    break;
                case 3:
                    var other = placed[place] with { Product = random.Pick(products) };
                    if (other.Product == placed[place].Product || !layout.IsFree(placed, place, other))
                        break;
                    // The other one comes as soon as the hand is away: the empty place is hardly to be seen.
                    Do(ScriptAction.Take, [lying[place]], [placed[place].Pose], pause: 0);
                    placed[place] = other;
                    Do(ScriptAction.Put, [Bring(place)], [other.Pose]);
                    break;
                case 4:
                    items.Add(new DrawnProduct(new Product(Sku.Parse("bag"), "A bag"), "bag", Bag, products[0].Artwork with { Brand = "", Name = "", Variant = "" }));
                    Do(ScriptAction.Pass, [items.Count - 1], [new Pose(PoseSide.Front, 0, random.Between(-30, 30), random.Between(-180, 180), random.Between(-60, 60))]);
                    break;
            }
        }

        int Bring(int place)
        {
            items.Add(placed[place].Product);
            return lying[place] = items.Count - 1;
        }

        void Do(ScriptAction action, ImmutableArray<int> what, ImmutableArray<Pose> where, float? pause = null)
        {
            var step = new ScriptStep(action, start, what, where);
            steps.Add(step);
            start = step.End + TimeSpan.FromSeconds(pause ?? random.Between(1.1f, 1.8f));
        }
    }
}
