using System.Collections.Immutable;
using System.Numerics;
using RetailKlip.Core;

namespace RetailKlip.Scenes;

/// <summary>
/// A timed checkout in front of the tray camera: an empty tray, items put down, slid and taken away by hand, lying still
/// in between. One script may be played again; not by several threads at once.
/// </summary>
public sealed class TrayScript
{
    /// <summary>The empty tray that recognition learns from, before the first step.</summary>
    public static readonly TimeSpan Opening = TimeSpan.FromSeconds(2);

    /// <summary>All lies still after the last step.</summary>
    public static readonly TimeSpan Closing = TimeSpan.FromSeconds(2.5);

    private readonly int _seed;
    private readonly int _width;
    private readonly int _height;
    private readonly double _drift;
    private TrayStage? _stage;

    /// <param name="items">Each physical thing once: two equal cans are two items.</param>
    /// <param name="steps">One after the other: a step starts when the last one's hands are gone.</param>
    /// <param name="seed">Chooses light, noise, hand and sleeve.</param>
    /// <param name="drift">How much lighter and darker it gets by and by, as a share of the light in [0, 0.5].</param>
    /// <exception cref="ArgumentException">Steps overlap in time, or do to an item what its state does not allow.</exception>
    public TrayScript(IEnumerable<DrawnProduct> items, IEnumerable<ScriptStep> steps, int seed, int framesPerSecond = 15, int width = 1280,
        int height = 720, double drift = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drift, 0.5);
        _drift = drift;
        (Items, Steps, _seed, FramesPerSecond, _width, _height) = ([.. items], [.. steps], seed, framesPerSecond, width, height);
        var free = Opening;
        var lying = new HashSet<int>();
        foreach (var step in Steps)
        {
            if (step.Start < free)
                throw new ArgumentException($"The step at {step.Start} starts before the hands of the last one are gone at {free}.",
                    nameof(steps));
            free = step.End;
            if (step.Items.Length is 0 or > 2 || step.To.Length != step.Items.Length)
                throw new ArgumentException($"The step at {step.Start} needs one or two items and a pose for each.", nameof(steps));
            foreach (var item in step.Items)
                if (!Allowed(step.Action, item))
                    throw new ArgumentException($"The step at {step.Start} cannot {step.Action} item {item}.", nameof(steps));
        }
        Duration = free + Closing;

        bool Allowed(ScriptAction action, int item) => action switch
        {
            ScriptAction.Put => lying.Add(item),
            ScriptAction.Take => lying.Remove(item),
            ScriptAction.Pass => !lying.Contains(item),
            _ => lying.Contains(item),
        };
    }

    public ImmutableArray<DrawnProduct> Items { get; }

    public ImmutableArray<ScriptStep> Steps { get; }

    public int FramesPerSecond { get; }

    public TimeSpan Duration { get; }

    public int FrameCount => (int)(Duration.TotalSeconds * FramesPerSecond);

    /// <summary>What lies on the tray at the end: the basket that a right kiosk has, quantity by sku.</summary>
    public ImmutableSortedDictionary<Sku, int> ExpectedBasket => LyingAt(Duration).Keys.GroupBy(item => Items[item].Product.Sku)
        .ToImmutableSortedDictionary(group => group.Key, group => group.Count());

    /// <summary>
    /// About half a minute with the demo catalogue: one by one and two at once, near twins side by side, one product
    /// twice, something slid and something taken away again.
    /// </summary>
    public static TrayScript Demo(int framesPerSecond = 15, int width = 1280, int height = 720)
    {
        var (items, steps) = DemoScript.Write();
        return new TrayScript(items, steps, 2024, framesPerSecond, width, height);
    }

    /// <summary>Four or five items of the demo catalogue, put, slid and taken away in an order that follows from the seed.</summary>
    public static TrayScript Random(int seed, int framesPerSecond = 15, int width = 1280, int height = 720)
    {
        var (items, steps) = RandomScript.Write(DemoCatalogue.Products, seed);
        return new TrayScript(items, steps, seed, framesPerSecond, width, height);
    }

    /// <summary>
    /// Items put down alone and by twos, pushed against each other, turned, swapped for others in their place and taken away, while bags
    /// pass and the light drifts: in an order that follows from the seed.
    /// </summary>
    /// <param name="products">At least two; a bag is none of them.</param>
    public static TrayScript Busy(IReadOnlyList<DrawnProduct> products, int seed, int framesPerSecond = 15, int width = 1280, int height = 720)
    {
        var (items, steps) = BusyScript.Write(products, seed);
        return new TrayScript(items, steps, seed, framesPerSecond, width, height, drift: 0.1);
    }

    /// <summary>Where items lie, by their place in <see cref="Items"/>; one in a hand does not lie.</summary>
    public ImmutableSortedDictionary<int, Pose> LyingAt(TimeSpan time)
    {
        var lying = ImmutableSortedDictionary.CreateBuilder<int, Pose>();
        foreach (var step in Steps)
            for (var i = 0; i < step.Items.Length && step.Action != ScriptAction.Pass; i++)
            {
                var lifted = step.Start + ScriptStep.Reach;
                var settled = step.Action is ScriptAction.Slide or ScriptAction.Turn ? lifted + ScriptStep.Hold : lifted;
                if (step.Action != ScriptAction.Take && time >= settled)
                    lying[step.Items[i]] = step.To[i];
                else if (step.Action != ScriptAction.Put && time >= lifted)
                    lying.Remove(step.Items[i]);
            }
        return lying.ToImmutable();
    }

    /// <summary>What lies on the tray, with tight boxes, in the order of <see cref="Items"/>.</summary>
    public ImmutableArray<TrueItem> TruthAt(TimeSpan time) =>
        [.. LyingAt(time).Select(pair =>
            new TrueItem(Items[pair.Key].Product.Sku, Stage().Item(Items[pair.Key], pair.Value).Layer.Outline))];

    /// <summary>The frames in order, one every 1/<see cref="FramesPerSecond"/> s. The picture is one buffer, overwritten by the next step
    /// of the enumeration.</summary>
    public IEnumerable<Picture> Frames()
    {
        var stage = Stage();
        Prepare(stage);
        var noise = new SensorNoise(TrayScene.NoiseDeviation);
        var resting = new Picture(_width, _height);
        var frame = new Picture(_width, _height);
        var drawn = default(ImmutableSortedDictionary<int, Pose>);
        for (var number = 0; number < FrameCount; number++)
        {
            var time = TimeSpan.FromSeconds((double)number / FramesPerSecond);
            var lying = LyingAt(time);
            if (drawn is null || !lying.SequenceEqual(drawn))
                LayResting(stage, resting, drawn = lying);
            resting.Bgr.CopyTo(frame.Bgr, 0);
            foreach (var step in Steps)
                if (time >= step.Start && time < step.End)
                    LayHands(stage, frame, step, time);
            Drift(frame, time);
            noise.Add(frame.Bgr, 3 * _width, new SeededRandom(_seed, 1000 + number));
            yield return frame;
        }
    }

    private TrayStage Stage() => _stage ??= new TrayStage(_width, _height, _seed);

    /// <summary>Draws all items and hands beforehand, so that no frame takes longer than the others.</summary>
    private void Prepare(TrayStage stage)
    {
        foreach (var step in Steps)
            for (var i = 0; i < step.Items.Length; i++)
            {
                stage.Item(Items[step.Items[i]], step.To[i]);
                foreach (var pose in (ReadOnlySpan<Pose>)[From(step, i), step.To[i]])
                    stage.Hand(IsLeft(step, i), pose, out _);
            }
    }

    private void LayResting(TrayStage stage, Picture picture, ImmutableSortedDictionary<int, Pose> lying)
    {
        stage.Empty.Bgr.CopyTo(picture.Bgr, 0);
        var sprites = lying.Select(pair => stage.Item(Items[pair.Key], pair.Value)).ToArray();
        foreach (var sprite in sprites)
            Compositor.Lay(picture, sprite.Shadow);
        foreach (var sprite in sprites)
            Compositor.Lay(picture, sprite.Layer);
    }

    private void LayHands(TrayStage stage, Picture frame, ScriptStep step, TimeSpan time)
    {
        var sinceTouch = time - step.Start - ScriptStep.Reach;
        var sinceLeaving = sinceTouch - ScriptStep.Hold;
        for (var i = 0; i < step.Items.Length; i++)
        {
            // Away: 1 out of the picture, 0 at the item. Along: 0 where it lay, 1 where it shall lie.
            var away = sinceTouch < TimeSpan.Zero ? Ease(-sinceTouch / ScriptStep.Reach)
                : Ease(Math.Max(0, sinceLeaving / ScriptStep.Leave));
            var along = step.Action is not (ScriptAction.Slide or ScriptAction.Turn) ? 1 : Ease(Math.Clamp(sinceTouch / ScriptStep.Hold, 0, 1));
            var carried = step.Action switch
            {
                ScriptAction.Put => sinceTouch < TimeSpan.Zero,
                ScriptAction.Take => sinceTouch >= TimeSpan.Zero,
                ScriptAction.Pass => true,
                _ => sinceTouch >= TimeSpan.Zero && sinceLeaving < TimeSpan.Zero,
            };
            Pose from = From(step, i), to = step.To[i];
            var now = to with { X = from.X + (to.X - from.X) * along, Y = from.Y + (to.Y - from.Y) * along };
            var item = stage.Item(Items[step.Items[i]], to);
            var hand = stage.Hand(IsLeft(step, i), sinceTouch < TimeSpan.Zero ? from : to, out var forward);
            var place = stage.Hand(IsLeft(step, i), now, out _);
            // Backwards along the arm until item and hand are below the picture.
            var depth = _height - Math.Min(item.Layer.Y, hand.Sprite.Layer.Y + place.Dy) + 20;
            var offset = forward * (away * depth / forward.Y);
            var lift = stage.ShadowDrift * (away * 70);
            int dx = (int)MathF.Round(offset.X), dy = (int)MathF.Round(offset.Y);
            if (carried)
            {
                var slide = stage.Hand(IsLeft(step, i), to, out _);
                int itemX = dx + place.Dx - slide.Dx, itemY = dy + place.Dy - slide.Dy;
                Compositor.Lay(frame, item.Shadow, itemX + (int)lift.X, itemY + (int)lift.Y);
                Compositor.Lay(frame, hand.Sprite.Shadow, dx + place.Dx, dy + place.Dy);
                Compositor.Lay(frame, item.Layer, itemX, itemY);
            }
            else
                Compositor.Lay(frame, hand.Sprite.Shadow, dx + place.Dx, dy + place.Dy);
            Compositor.Lay(frame, hand.Sprite.Layer, dx + place.Dx, dy + place.Dy);
        }
    }

    /// <summary>Where the item lay before a step; for one that is put, where it will lie.</summary>
    private Pose From(ScriptStep step, int i) => step.Action is ScriptAction.Put or ScriptAction.Pass ? step.To[i] : LyingAt(step.Start)[step.Items[i]];

    /// <summary>Light that comes and goes as clouds do; each channel a little for itself.</summary>
    private void Drift(Picture frame, TimeSpan time)
    {
        if (_drift == 0)
            return;
        // From 0 on, so that the empty tray is learnt in the light that it begins with.
        var phase = 0.35 * time.TotalSeconds + _seed % 7;
        Span<byte> channels = stackalloc byte[3 * 256];
        for (var channel = 0; channel < 3; channel++)
        {
            var gain = 1 + _drift * (Math.Sin(phase + 0.15 * channel) - Math.Sin(_seed % 7 + 0.15 * channel)) / 2;
            for (var value = 0; value < 256; value++)
                channels[256 * channel + value] = (byte)Math.Clamp(value * gain + 0.5, 0, 255);
        }
        var bytes = frame.Bgr;
        for (var at = 0; at < bytes.Length; at += 3)
        {
            bytes[at] = channels[bytes[at]];
            bytes[at + 1] = channels[256 + bytes[at + 1]];
            bytes[at + 2] = channels[512 + bytes[at + 2]];
        }
    }

    /// <summary>Two hands share the work by side; one alone is the right one, but for the tray's far left.</summary>
    private static bool IsLeft(ScriptStep step, int i) =>
        step.Items.Length == 2 ? step.To[i].X < step.To[1 - i].X : step.To[i].X < -200;

    private static float Ease(double t) => (float)(t * t * (3 - 2 * t));
}
