using System.Collections.Immutable;
using RetailKlip.Core;

namespace RetailKlip.Scenes;

/// <summary>The script that the demo plays.</summary>
internal static class DemoScript
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.3);

    public static (ImmutableArray<DrawnProduct> Items, ImmutableArray<ScriptStep> Steps) Write()
    {
        var items = ImmutableArray.CreateBuilder<DrawnProduct>();
        var steps = ImmutableArray.CreateBuilder<ScriptStep>();
        var start = TrayScript.Opening;

        var cereal = Bring("cereal-1", PoseSide.Front, 0, 6, -216, 8);
        Put((cereal.Item, cereal.Pose));
        var can = Bring("soda-1", PoseSide.Front, 8, 74, -50, 98);
        Put((can.Item, can.Pose));
        var strawberry = Bring("yogurt-1", PoseSide.Front, -6, 15, -54, -66);
        var blueberry = Bring("yogurt-2", PoseSide.Front, 10, -12, 50, -64);
        Put((strawberry.Item, strawberry.Pose), (blueberry.Item, blueberry.Pose));
        var tuna = Bring("tuna-2", PoseSide.Front, 0, -20, 232, -60);
        Put((tuna.Item, tuna.Pose));
        var chocolate = Bring("choc-1", PoseSide.Front, 0, -9, 108, 84);
        Put((chocolate.Item, chocolate.Pose));
        Do(ScriptAction.Take, (tuna.Item, tuna.Pose));
        var second = Bring("soda-1", PoseSide.Front, -12, -28, 242, 66);
        Put((second.Item, second.Pose));
        Do(ScriptAction.Slide, (blueberry.Item, blueberry.Pose with { X = 58, Y = -86 }));
        var lemon = Bring("lemon", PoseSide.Front, 30, 50, 148, -80);
        var jam = Bring("jam-1", PoseSide.Front, 4, 20, 236, -76);
        Put((lemon.Item, lemon.Pose), (jam.Item, jam.Pose));
        return (items.ToImmutable(), steps.ToImmutable());

        (int Item, Pose Pose) Bring(string sku, PoseSide side, float roll, float turn, float x, float y)
        {
            items.Add(DemoCatalogue.Find(Sku.Parse(sku)));
            return (items.Count - 1, new Pose(side, roll, turn, x, y));
        }

        void Put(params ReadOnlySpan<(int Item, Pose Pose)> what) => Do(ScriptAction.Put, what);

        void Do(ScriptAction action, params ReadOnlySpan<(int Item, Pose Pose)> what)
        {
            var who = ImmutableArray.CreateBuilder<int>();
            var where = ImmutableArray.CreateBuilder<Pose>();
            foreach (var (item, pose) in what)
            {
                who.Add(item);
                where.Add(pose);
            }
            var step = new ScriptStep(action, start, who.ToImmutable(), where.ToImmutable());
            steps.Add(step);
            start = step.End + Pause;
        }
    }
}
