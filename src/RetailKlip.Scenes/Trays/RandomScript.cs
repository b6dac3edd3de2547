using System.Collections.Immutable;

namespace RetailKlip.Scenes;

/// <summary>Scripts by seed: every item has its own place, so that nothing ever lies on another.</summary>
internal static class RandomScript
{
    public static (ImmutableArray<DrawnProduct> Items, ImmutableArray<ScriptStep> Steps) Write(IReadOnlyList<DrawnProduct> products,
        int seed)
    {
        var random = new SeededRandom(seed, 6);
        var count = 4 + random.Below(2);
        var twice = random.Chance(0.5f);
        var layout = new TrayLayout(new ItemPainter(TrayScene.LabelBytes), KioskView.Above(1280, 720), random);
        var placed = layout.Place(() =>
        {
            var chosen = Enumerable.Range(0, count).Select(_ => random.Pick(products)).ToArray();
            chosen[1] = twice ? chosen[0] : chosen[1];
            return chosen;
        });

        var steps = ImmutableArray.CreateBuilder<ScriptStep>();
        var start = TrayScript.Opening;
        for (var next = 0; next < count;)
        {
            if (next + 1 < count && random.Chance(0.3f))
            {
                Do(ScriptAction.Put, [next, next + 1], [placed[next].Pose, placed[next + 1].Pose]);
                next += 2;
            }
            else
                Do(ScriptAction.Put, [next], [placed[next++].Pose]);
            var touched = random.Below(next);
            if (random.Chance(0.3f) && layout.Slide(placed, touched) is { } pose)
            {
                placed[touched] = placed[touched] with { Pose = pose };
                Do(ScriptAction.Slide, [touched], [pose]);
            }
        }
        if (random.Chance(0.6f))
        {
            var taken = random.Below(count);
            Do(ScriptAction.Take, [taken], [placed[taken].Pose]);
        }
        return ([.. placed.Select(item => item.Product)], steps.ToImmutable());

        void Do(ScriptAction action, ImmutableArray<int> items, ImmutableArray<Pose> poses)
        {
            var step = new ScriptStep(action, start, items, poses);
            steps.Add(step);
            start = step.End + TimeSpan.FromSeconds(random.Between(1.1f, 1.8f));
        }
    }
}
