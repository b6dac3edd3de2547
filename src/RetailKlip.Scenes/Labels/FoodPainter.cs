using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>The motifs that take more than a few strokes; same circle and light as <see cref="MotifPainter"/>.</summary>
internal static class FoodPainter
{
    public static void Splash(LabelCanvas label)
    {
        var white = Colour.Parse("F4F7FB");
        MotifPainter.Shaded(label,
            MotifPainter.Path(
                "M-1,0.35 C-0.95,0 -0.8,0.25 -0.7,-0.05 C-0.62,-0.4 -0.5,-0.75 -0.42,-0.4 C-0.36,-0.15 -0.2,-0.1 -0.12,-0.35 "
                + "C-0.05,-0.75 0.08,-1 0.15,-0.6 C0.2,-0.25 0.35,-0.2 0.45,-0.4 C0.55,-0.65 0.68,-0.45 0.66,-0.15 "
                + "C0.66,0.1 0.95,0 1,0.35 C0.9,0.8 0.4,0.95 0,0.95 C-0.4,0.95 -0.9,0.8 -1,0.35Z"),
            white);
        MotifPainter.Ball(label, -0.75f, -0.6f, 0.11f, white);
        MotifPainter.Ball(label, 0.5f, -0.85f, 0.09f, white);
        MotifPainter.Ball(label, 0.88f, -0.4f, 0.07f, white);
        using var swirl = MotifPainter.Path("M-0.6,0.45 C-0.2,0.75 0.4,0.7 0.65,0.35");
        label.Canvas.DrawPath(swirl, label.Stroke(Colour.Parse("B9C7DA"), 0.07f, 170));
    }

    public static void Honey(LabelCanvas label)
    {
        var comb = Colour.Parse("E9A11A");
        for (var row = -1; row <= 1; row++)
            for (var column = -1; column <= 1; column++)
            {
                float x = column * 0.56f + (row % 2 != 0 ? 0.28f : 0) - 0.1f, y = row * 0.49f - 0.15f;
                MotifPainter.Shaded(label, MotifPainter.Ring(6, i =>
                {
                    var angle = (i + 0.5f) * MathF.PI / 3;
                    return new SKPoint(x + MathF.Cos(angle) * 0.29f, y + MathF.Sin(angle) * 0.29f);
                }), comb);
            }
        MotifPainter.Shaded(label,
            MotifPainter.Path(
                "M0.25,-0.2 C0.55,0.1 0.7,0.35 0.68,0.6 C0.66,0.85 0.5,0.98 0.3,0.96 C0.1,0.94 -0.02,0.8 0,0.58 "
                + "C0.02,0.35 0.12,0.1 0.25,-0.2Z"), Colour.Parse("D9800E"));
        label.Canvas.DrawOval(0.2f, 0.6f, 0.07f, 0.16f, label.Fill(Colour.White, 140));
    }

    public static void Biscuit(LabelCanvas label, SeededRandom random)
    {
        var dough = Colour.Parse("D9A35B");
        MotifPainter.Star(label, -0.1f, 0.05f, 0.93f, 0.87f, 26, dough);
        label.Canvas.DrawCircle(-0.1f, 0.05f, 0.7f, label.Stroke(dough.Darker(0.25f), 0.03f));
        for (var i = 0; i < 15; i++)
        {
            var angle = i * 2.4f;
            var radius = 0.17f * MathF.Sqrt(i);
            label.Within(() =>
            {
                label.Canvas.Translate(-0.1f + MathF.Cos(angle) * radius, 0.05f + MathF.Sin(angle) * radius);
                label.Canvas.RotateDegrees(random.Between(0, 360));
                label.Canvas.DrawRoundRect(-0.09f, -0.065f, 0.18f, 0.13f, 0.04f, 0.04f, label.Fill(Colour.Parse("4A2814")));
                label.Canvas.DrawRoundRect(-0.07f, -0.055f, 0.08f, 0.04f, 0.02f, 0.02f, label.Fill(Colour.Parse("8A5A38")));
            });
        }
    }

    public static void Crisps(LabelCanvas label)
    {
        (float X, float Y, float Degrees, float Size)[] pieces = [(-0.35f, 0.35f, -25, 0.62f), (0.42f, 0.32f, 40, 0.6f),
            (0.0f, -0.35f, 8, 0.68f)];
        foreach (var (x, y, degrees, size) in pieces)
            label.Within(() =>
            {
                label.Canvas.Translate(x, y);
                label.Canvas.RotateDegrees(degrees);
                label.Canvas.Scale(size);
                MotifPainter.Shaded(label,
                    MotifPainter.Path(
                        "M-1,-0.1 C-0.9,-0.7 -0.3,-0.75 0.1,-0.62 C0.6,-0.55 1.05,-0.4 1,0.1 C0.95,0.65 0.4,0.7 0,0.6 "
                        + "C-0.5,0.72 -1.05,0.5 -1,-0.1Z"), Colour.Parse("F0C24A"));
                using var fold = MotifPainter.Path("M-0.85,0.1 C-0.4,-0.35 0.4,0.3 0.85,-0.1");
                label.Canvas.DrawPath(fold, label.Stroke(Colour.Parse("C98F1F"), 0.07f, 150));
                label.Canvas.DrawCircle(-0.35f, 0.2f, 0.06f, label.Fill(Colour.Parse("A86A1C"), 170));
                label.Canvas.DrawCircle(0.4f, 0.25f, 0.05f, label.Fill(Colour.Parse("A86A1C"), 170));
            });
    }

    public static void Pasta(LabelCanvas label, SeededRandom random)
    {
        for (var i = 0; i < 9; i++)
            label.Within(() =>
            {
                var angle = i * 2.4f;
                label.Canvas.Translate(MathF.Cos(angle) * 0.2f * MathF.Sqrt(i), MathF.Sin(angle) * 0.2f * MathF.Sqrt(i));
                label.Canvas.RotateDegrees(random.Between(0, 180));
                MotifPainter.Shaded(label, MotifPainter.Path("M-0.46,-0.13 L0.38,-0.13 L0.5,0.13 L-0.34,0.13Z"), Colour.Parse("EBC05A"));
                for (var line = 0; line < 3; line++)
                    label.Canvas.DrawLine(-0.38f + line * 0.03f, -0.06f + line * 0.06f, 0.36f + line * 0.04f, -0.06f + line * 0.06f,
                        label.Stroke(Colour.Parse("B98526"), 0.015f));
                label.Canvas.DrawOval(0.43f, 0, 0.05f, 0.1f, label.Fill(Colour.Parse("8A5B16")));
            });
    }

    public static void Corn(LabelCanvas label)
    {
        label.Within(() =>
        {
            label.Canvas.RotateDegrees(28);
            for (var row = 0; row < 11; row++)
            {
                var y = -0.92f + row * 0.165f;
                var half = 0.42f * MathF.Sqrt(MathF.Max(0.12f, 1 - MathF.Pow((row - 6) / 7f, 2)));
                for (var column = 0; column < 5; column++)
                    MotifPainter.Ball(label, (column - 2) / 2f * half, y, 0.115f, Colour.Parse("F6C92B"));
            }
            MotifPainter.Shaded(label,
                MotifPainter.Path("M0,1 C-0.6,0.85 -0.75,0.2 -0.55,-0.35 C-0.45,0.2 -0.2,0.5 0,1Z"), Colour.Parse("5E9E35"));
            MotifPainter.Shaded(label,
                MotifPainter.Path("M0,1 C0.6,0.85 0.75,0.2 0.55,-0.35 C0.45,0.2 0.2,0.5 0,1Z"), Colour.Parse("4E8C2B"));
        });
    }

    public static void Fish(LabelCanvas label)
    {
        var blue = Colour.Parse("6E93A8");
        MotifPainter.Shaded(label, MotifPainter.Path("M0.55,0 L1,-0.4 C0.92,-0.1 0.92,0.1 1,0.4Z"), blue.Darker(0.15f));
        MotifPainter.Shaded(label, MotifPainter.Path("M-0.15,-0.38 C0,-0.62 0.25,-0.6 0.35,-0.45 L0.3,-0.25Z"), blue.Darker(0.2f));
        MotifPainter.Shaded(label, MotifPainter.Path("M-1,0.04 C-0.7,-0.5 0.1,-0.6 0.68,-0.05 C0.1,0.55 -0.7,0.52 -1,0.04Z"), blue);
        using var belly = MotifPainter.Path("M-0.92,0.1 C-0.6,0.48 0.1,0.42 0.6,0.02 C0.1,0.2 -0.5,0.22 -0.92,0.1Z");
        label.Canvas.DrawPath(belly, label.Fill(Colour.Parse("E8EEF0"), 210));
        using var gill = MotifPainter.Path("M-0.55,-0.28 C-0.4,-0.1 -0.42,0.15 -0.52,0.3");
        label.Canvas.DrawPath(gill, label.Stroke(blue.Darker(0.4f), 0.04f));
        label.Canvas.DrawCircle(-0.74f, -0.08f, 0.075f, label.Fill(Colour.White));
        label.Canvas.DrawCircle(-0.74f, -0.08f, 0.045f, label.Fill(Colour.Ink));
    }

    public static void Cheese(LabelCanvas label)
    {
        var yellow = Colour.Parse("F3C744");
        MotifPainter.Shaded(label,
            MotifPainter.Path("M-0.95,0.05 L0.6,-0.6 C0.85,-0.5 0.98,-0.3 0.98,-0.1 L-0.95,0.05Z"), yellow.Lighter(0.35f));
        MotifPainter.Shaded(label, MotifPainter.Path("M-0.95,0.05 L0.98,-0.1 L0.98,0.5 L-0.95,0.7Z"), yellow);
        (float X, float Y, float R)[] holes = [(-0.55f, 0.38f, 0.12f), (-0.1f, 0.22f, 0.1f), (0.25f, 0.42f, 0.14f), (0.7f, 0.15f, 0.09f),
            (0.62f, 0.4f, 0.06f), (0.35f, -0.3f, 0.08f)];
        foreach (var (x, y, r) in holes)
        {
            label.Canvas.DrawOval(x, y, r, r * 0.85f, label.Fill(yellow.Darker(0.3f)));
            label.Canvas.DrawOval(x + r * 0.15f, y + r * 0.15f, r * 0.78f, r * 0.65f, label.Fill(yellow.Darker(0.14f)));
        }
    }

    public static void Blossom(LabelCanvas label)
    {
        for (var i = 0; i < 8; i++)
            label.Within(() =>
            {
                label.Canvas.RotateDegrees(i * 45);
                MotifPainter.Shaded(label,
                    MotifPainter.Path("M0,-0.15 C0.35,-0.4 0.3,-0.9 0,-1 C-0.3,-0.9 -0.35,-0.4 0,-0.15Z"), Colour.Parse("F4F0FA"));
            });
        MotifPainter.Ball(label, 0, 0, 0.28f, Colour.Parse("F0B429"));
    }

    public static void Ham(LabelCanvas label)
    {
        for (var i = 0; i < 4; i++)
        {
            float x = -0.3f + i * 0.2f, y = -0.2f + i * 0.13f;
            MotifPainter.Shaded(label, MotifPainter.Oval(new SKRect(x - 0.66f, y - 0.56f, x + 0.66f, y + 0.56f)), Colour.Parse("F6DCD6"));
            label.Canvas.DrawOval(x, y, 0.6f, 0.5f, label.Fill(Colour.Parse("E58F8C")));
            label.Canvas.DrawOval(x - 0.18f, y - 0.1f, 0.16f, 0.09f, label.Fill(Colour.Parse("F2B5AE")));
            label.Canvas.DrawOval(x + 0.2f, y + 0.15f, 0.12f, 0.07f, label.Fill(Colour.Parse("F2B5AE")));
        }
    }
}
