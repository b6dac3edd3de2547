using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>Pictures of food, each in a circle of radius 1 about the origin, lit from the upper left.</summary>
internal static class MotifPainter
{
    private static readonly Colour Leaf = Colour.Parse("3F8F2F");
    private static readonly Colour Stem = Colour.Parse("6B4A2B");

    public static void Paint(LabelCanvas label, Motif motif, SKPoint centre, float radius, float degrees, SeededRandom random)
    {
        label.Within(() =>
        {
            label.Canvas.Translate(centre);
            label.Canvas.Scale(radius);
            label.Canvas.RotateDegrees(degrees);
            // A soft shadow lifts the picture off the label.
            label.Canvas.DrawOval(0.06f, 0.12f, 1.05f, 1.0f, label.Glow(new SKPoint(0.06f, 0.12f), 1.05f, new SKColor(0, 0, 0, 70),
                new SKColor(0, 0, 0, 0)));
            Draw(label, motif, random);
        });
    }

    private static void Draw(LabelCanvas label, Motif motif, SeededRandom random)
    {
        switch (motif)
        {
            case Motif.Strawberry:
                Strawberry(label);
                break;
            case Motif.Raspberry:
                Berries(label, Colour.Parse("C81E4E"), random);
                break;
            case Motif.Blueberry:
                Ball(label, -0.38f, 0.2f, 0.58f, Colour.Parse("3C4E9C"));
                Ball(label, 0.42f, 0.28f, 0.52f, Colour.Parse("34448E"));
                Ball(label, 0.05f, -0.36f, 0.56f, Colour.Parse("4A5CAE"));
                label.Canvas.DrawCircle(0.05f, -0.42f, 0.16f, label.Stroke(Colour.Parse("232E66"), 0.07f));
                Leaves(label, 0.5f, -0.55f, 0.5f, 20);
                break;
            case Motif.Cherry:
                label.Canvas.DrawPath(Curve(-0.4f, 0.3f, -0.2f, -0.5f, 0.25f, -0.95f), label.Stroke(Stem, 0.06f));
                label.Canvas.DrawPath(Curve(0.45f, 0.35f, 0.45f, -0.4f, 0.25f, -0.95f), label.Stroke(Stem, 0.06f));
                Ball(label, -0.42f, 0.45f, 0.5f, Colour.Parse("B3122F"));
                Ball(label, 0.48f, 0.5f, 0.48f, Colour.Parse("A30F2A"));
                Leaves(label, 0.25f, -0.9f, 0.6f, 15);
                break;
            case Motif.Orange:
                Citrus(label, Colour.Parse("F28A12"), Colour.Parse("FFB347"));
                break;
            case Motif.Lemon:
                Citrus(label, Colour.Parse("F2D31B"), Colour.Parse("FFF07A"));
                break;
            case Motif.Apple:
                Ball(label, -0.25f, 0.12f, 0.75f, Colour.Parse("C7262C"));
                Ball(label, 0.28f, 0.14f, 0.72f, Colour.Parse("CF3030"));
                Ball(label, 0.02f, 0.2f, 0.76f, Colour.Parse("D23A31"));
                label.Canvas.DrawPath(Curve(0, -0.5f, 0, -0.75f, 0.12f, -0.95f), label.Stroke(Stem, 0.09f));
                Leaves(label, 0.12f, -0.7f, 0.55f, -10);
                break;
            case Motif.Peach:
                Ball(label, 0, 0.1f, 0.88f, Colour.Parse("F6A15B"));
                label.Canvas.DrawCircle(-0.35f, 0.2f, 0.6f, label.Glow(new SKPoint(-0.35f, 0.2f), 0.6f, new SKColor(220, 60, 60, 150),
                    new SKColor(220, 60, 60, 0)));
                label.Canvas.DrawPath(Curve(0.02f, -0.72f, 0.32f, 0.1f, 0.05f, 0.95f), label.Stroke(Colour.Parse("C76A35"), 0.05f, 140));
                Leaves(label, 0.1f, -0.75f, 0.6f, -5);
                break;
            case Motif.Banana:
                Bananas(label);
                break;
            case Motif.Tomato:
                Ball(label, 0, 0.08f, 0.9f, Colour.Parse("D8301E"));
                Star(label, 0, -0.55f, 0.42f, 0.13f, 5, Leaf);
                break;
            case Motif.Olive:
                Ball(label, -0.35f, 0.2f, 0.52f, Colour.Parse("7C8A2B"));
                Ball(label, 0.4f, 0.35f, 0.48f, Colour.Parse("6B7724"));
                label.Canvas.DrawCircle(-0.2f, 0.15f, 0.14f, label.Fill(Colour.Parse("C23B22")));
                Leaves(label, 0, -0.2f, 0.9f, -40);
                Leaves(label, 0.1f, -0.25f, 0.8f, 10);
                break;
            case Motif.Chili:
                Shaded(label,
                    Path(
                        "M-0.75,-0.5 C-0.2,-0.75 0.1,-0.35 0.3,0.1 C0.45,0.45 0.7,0.65 0.95,0.7 C0.5,0.95 0,0.75 -0.25,0.35 "
                        + "C-0.45,0 -0.55,-0.2 -0.75,-0.5Z"), Colour.Parse("D2201F"));
                label.Canvas.DrawPath(Curve(-0.7f, -0.5f, -0.9f, -0.7f, -0.8f, -0.95f), label.Stroke(Leaf, 0.13f));
                break;
            case Motif.Mint:
                Leaves(label, -0.1f, 0.5f, 1.2f, -75);
                Leaves(label, 0.05f, 0.45f, 1.0f, -20);
                Leaves(label, -0.15f, 0.5f, 1.0f, -130);
                break;
            case Motif.Wheat:
                Ear(label, -0.3f, -14);
                Ear(label, 0.3f, 14);
                Ear(label, 0, 0);
                break;
            case Motif.Coffee:
                Bean(label, -0.35f, -0.25f, 0.52f, 30);
                Bean(label, 0.4f, -0.1f, 0.5f, -35);
                Bean(label, -0.05f, 0.5f, 0.54f, 80);
                break;
            case Motif.Chocolate:
                Chocolate(label);
                break;
            case Motif.Hazelnut:
                Nut(label, -0.38f, 0.25f, 0.56f);
                Nut(label, 0.42f, 0.3f, 0.52f);
                Nut(label, 0.02f, -0.35f, 0.56f);
                break;
            case Motif.Milk:
                FoodPainter.Splash(label);
                break;
            case Motif.Honey:
                FoodPainter.Honey(label);
                break;
            case Motif.Biscuit:
                FoodPainter.Biscuit(label, random);
                break;
            case Motif.Crisp:
                FoodPainter.Crisps(label);
                break;
            case Motif.Pasta:
                FoodPainter.Pasta(label, random);
                break;
            case Motif.Corn:
                FoodPainter.Corn(label);
                break;
            case Motif.Fish:
                FoodPainter.Fish(label);
                break;
            case Motif.Cheese:
                FoodPainter.Cheese(label);
                break;
            case Motif.Blossom:
                FoodPainter.Blossom(label);
                break;
            case Motif.Drop:
                Shaded(label,
                    Path(
                        "M0,-1 C0.35,-0.4 0.7,0 0.7,0.35 C0.7,0.75 0.4,1 0,1 C-0.4,1 -0.7,0.75 -0.7,0.35 C-0.7,0 -0.35,-0.4 "
                        + "0,-1Z"), Colour.Parse("3FA9E0"));
                break;
            case Motif.Mushroom:
                Shaded(label,
                    Path("M-0.28,0.1 L0.28,0.1 C0.2,0.5 0.32,0.9 0.34,0.95 L-0.34,0.95 C-0.32,0.9 -0.2,0.5 -0.28,0.1Z"),
                        Colour.Parse("EFE3CF"));
                Shaded(label,
                    Path(
                        "M-0.95,0.15 C-0.95,-0.5 -0.5,-0.9 0,-0.9 C0.5,-0.9 0.95,-0.5 0.95,0.15 C0.5,0.32 -0.5,0.32 "
                        + "-0.95,0.15Z"), Colour.Parse("B98A5E"));
                break;
            case Motif.Pea:
                Shaded(label, Path("M-1,0.3 C-0.6,-0.5 0.5,-0.7 1,-0.35 C0.7,0.4 -0.4,0.75 -1,0.3Z"), Leaf);
                for (var i = 0; i < 5; i++)
                    Ball(label, -0.62f + 0.31f * i, 0.16f - 0.1f * i, 0.19f, Colour.Parse("8CCB45"));
                break;
            case Motif.Star:
                Star(label, 0, 0, 1, 0.45f, 5, Colour.Parse("F5C518"));
                break;
            case Motif.Ham:
                FoodPainter.Ham(label);
                break;
        }
    }

    /// <summary>Radial light over any outline.</summary>
    public static void Shaded(LabelCanvas label, SKPath path, Colour colour)
    {
        using (path)
        {
            var box = path.Bounds;
            var light = new SKPoint(box.Left + box.Width * 0.35f, box.Top + box.Height * 0.3f);
            var paint = label.Fill(colour);
            paint.Shader = SKShader.CreateRadialGradient(light, MathF.Max(box.Width, box.Height) * 0.8f,
                [LabelCanvas.Sk(colour.Lighter(0.35f)), LabelCanvas.Sk(colour), LabelCanvas.Sk(colour.Darker(0.42f))], [0, 0.45f, 1],
                    SKShaderTileMode.Clamp);
            label.Canvas.DrawPath(path, paint);
        }
    }

    public static void Ball(LabelCanvas label, float x, float y, float radius, Colour colour)
    {
        Shaded(label, Oval(new SKRect(x - radius, y - radius, x + radius, y + radius)), colour);
        label.Canvas.DrawOval(x - radius * 0.35f, y - radius * 0.42f, radius * 0.2f, radius * 0.13f, label.Fill(Colour.White, 130));
    }

    public static void Star(LabelCanvas label, float x, float y, float outer, float inner, int points, Colour colour)
    {
        Shaded(label, Ring(2 * points, i =>
        {
            var angle = i * MathF.PI / points - MathF.PI / 2;
            var radius = i % 2 == 0 ? outer : inner;
            return new SKPoint(x + MathF.Cos(angle) * radius, y + MathF.Sin(angle) * radius);
        }), colour);
    }

    public static SKPath Path(string svg) => SKPath.ParseSvgPathData(svg);

    public static SKPath Oval(SKRect box)
    {
        using var line = new SKPathBuilder();
        line.AddOval(box);
        return line.Detach();
    }

    /// <summary>A closed outline through so many points.</summary>
    public static SKPath Ring(int points, Func<int, SKPoint> point)
    {
        using var line = new SKPathBuilder();
        for (var i = 0; i < points; i++)
        {
            if (i == 0)
                line.MoveTo(point(i));
            else
                line.LineTo(point(i));
        }
        line.Close();
        return line.Detach();
    }

    private static SKPath Curve(float x0, float y0, float cx, float cy, float x1, float y1)
    {
        using var line = new SKPathBuilder();
        line.MoveTo(x0, y0);
        line.QuadTo(cx, cy, x1, y1);
        return line.Detach();
    }

    private static void Leaves(LabelCanvas label, float x, float y, float length, float degrees)
    {
        label.Within(() =>
        {
            label.Canvas.Translate(x, y);
            label.Canvas.RotateDegrees(degrees);
            label.Canvas.Scale(length);
            Shaded(label, Path("M0,0 C0.25,-0.42 0.75,-0.4 1,0 C0.75,0.3 0.25,0.34 0,0Z"), Leaf);
            label.Canvas.DrawLine(0.05f, 0, 0.92f, 0, label.Stroke(Leaf.Lighter(0.5f), 0.03f, 180));
        });
    }

    private static void Strawberry(LabelCanvas label)
    {
        Shaded(label,
            Path(
                "M0,0.98 C-0.35,0.85 -0.9,0.15 -0.82,-0.25 C-0.75,-0.62 -0.3,-0.62 0,-0.5 C0.3,-0.62 0.75,-0.62 "
                + "0.82,-0.25 C0.9,0.15 0.35,0.85 0,0.98Z"), Colour.Parse("DB1F30"));
        for (var row = 0; row < 5; row++)
            for (var i = 0; i <= 4 - row; i++)
                label.Canvas.DrawOval((i - (4 - row) / 2f) * 0.32f, -0.22f + row * 0.24f, 0.035f, 0.055f,
                    label.Fill(Colour.Parse("F8D66B")));
        label.Canvas.DrawOval(-0.42f, -0.18f, 0.16f, 0.1f, label.Fill(Colour.White, 110));
        for (var i = -2; i <= 2; i++)
            Leaves(label, 0, -0.52f, 0.55f, -90 + i * 42);
    }

    private static void Berries(LabelCanvas label, Colour colour, SeededRandom random)
    {
        for (var row = 0; row < 5; row++)
        {
            var half = row switch { 0 => 2, 1 => 3, 2 => 3, 3 => 2, _ => 1 };
            for (var i = 0; i < half + 1; i++)
                Ball(label, (i - half / 2f) * 0.4f, -0.45f + row * 0.31f, 0.245f, colour.Mix(Colour.White, random.Between(0, 0.12f)));
        }
        for (var i = -1; i <= 1; i++)
            Leaves(label, 0, -0.62f, 0.5f, -90 + i * 55);
    }

    private static void Citrus(LabelCanvas label, Colour peel, Colour flesh)
    {
        Ball(label, -0.22f, -0.18f, 0.76f, peel);
        label.Canvas.DrawCircle(0.3f, 0.3f, 0.66f, label.Fill(peel.Darker(0.06f)));
        label.Canvas.DrawCircle(0.3f, 0.3f, 0.6f, label.Fill(Colour.Parse("FFF6DC")));
        for (var i = 0; i < 9; i++)
            label.Within(() =>
            {
                label.Canvas.Translate(0.3f, 0.3f);
                label.Canvas.RotateDegrees(i * 40);
                using var wedge = Path("M0.06,0.01 L0.5,-0.15 C0.56,-0.08 0.56,0.1 0.5,0.17Z");
                label.Canvas.DrawPath(wedge, label.Fill(flesh.Mix(peel, 0.35f)));
            });
        Leaves(label, -0.3f, -0.85f, 0.6f, 10);
    }

    private static void Bananas(LabelCanvas label)
    {
        for (var i = 0; i < 3; i++)
            label.Within(() =>
            {
                label.Canvas.Translate(-0.1f + i * 0.12f, -0.1f + i * 0.1f);
                label.Canvas.RotateDegrees(-14 + i * 14);
                Shaded(label,
                    Path(
                        "M-0.12,-0.95 C-0.5,-0.2 -0.3,0.6 0.55,0.85 C0.62,0.8 0.62,0.72 0.55,0.68 C0.12,0.3 0.05,-0.3 "
                        + "0.06,-0.95Z"), Colour.Parse("F4CF2D"));
                label.Canvas.DrawRect(-0.13f, -1.02f, 0.18f, 0.14f, label.Fill(Stem));
            });
    }

    private static void Ear(LabelCanvas label, float x, float degrees)
    {
        label.Within(() =>
        {
            label.Canvas.Translate(x, 0.95f);
            label.Canvas.RotateDegrees(degrees);
            label.Canvas.DrawLine(0, 0, 0, -1.2f, label.Stroke(Colour.Parse("B58A2E"), 0.05f));
            for (var i = 0; i < 6; i++)
                foreach (var side in (ReadOnlySpan<int>)[-1, 1])
                    label.Within(() =>
                    {
                        label.Canvas.Translate(0, -0.7f - i * 0.19f);
                        label.Canvas.RotateDegrees(side * 32);
                        Shaded(label, Oval(new SKRect(-0.085f, -0.3f, 0.085f, 0.02f)), Colour.Parse("E2B84A"));
                    });
        });
    }

    private static void Bean(LabelCanvas label, float x, float y, float radius, float degrees)
    {
        label.Within(() =>
        {
            label.Canvas.Translate(x, y);
            label.Canvas.RotateDegrees(degrees);
            label.Canvas.Scale(radius);
            Shaded(label, Oval(new SKRect(-0.7f, -1, 0.7f, 1)), Colour.Parse("6A3F22"));
            using var seam = Path("M0.05,-0.95 C-0.35,-0.3 0.4,0.3 -0.05,0.95");
            label.Canvas.DrawPath(seam, label.Stroke(Colour.Parse("2E1809"), 0.12f));
        });
    }

    private static void Nut(LabelCanvas label, float x, float y, float radius)
    {
        Ball(label, x, y, radius, Colour.Parse("A8672F"));
        label.Within(() =>
        {
            label.Canvas.Translate(x, y);
            label.Canvas.Scale(radius);
            using var cap = Path("M-0.78,-0.4 C-0.4,-0.15 0.4,-0.15 0.78,-0.4 C0.6,-0.9 0.25,-1 0,-1.12 C-0.25,-1 -0.6,-0.9 -0.78,-0.4Z");
            label.Canvas.DrawPath(cap, label.Fill(Colour.Parse("D9B27C")));
        });
    }

    private static void Chocolate(LabelCanvas label)
    {
        var brown = Colour.Parse("5A3019");
        label.Within(() =>
        {
            label.Canvas.RotateDegrees(-16);
            for (var row = 0; row < 3; row++)
                for (var column = 0; column < 3; column++)
                {
                    float x = -0.95f + column * 0.63f, y = -0.8f + row * 0.53f;
                    label.Canvas.DrawRect(x, y, 0.63f, 0.53f, label.Fill(brown.Darker(0.35f)));
                    label.Canvas.DrawRect(x, y, 0.59f, 0.49f, label.Fill(brown.Lighter(0.22f)));
                    label.Canvas.DrawRect(x + 0.06f, y + 0.06f, 0.53f, 0.43f, label.Fill(brown.Darker(0.18f)));
                    label.Canvas.DrawRect(x + 0.06f, y + 0.06f, 0.47f, 0.37f,
                        label.Fade(new SKPoint(x, y), new SKPoint(x + 0.5f, y + 0.4f), LabelCanvas.Sk(brown.Lighter(0.14f)),
                            LabelCanvas.Sk(brown)));
                }
        });
    }
}
