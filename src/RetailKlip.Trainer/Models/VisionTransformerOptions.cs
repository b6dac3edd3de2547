namespace RetailKlip.Trainer;

/// <summary>The shape of OpenCLIP's vision transformer.</summary>
public sealed record VisionTransformerOptions : ImageEncoderOptions
{
    public static VisionTransformerOptions VitB32 { get; } = new();

    public static VisionTransformerOptions VitB16 { get; } = new() { Patch = 16 };

    public static VisionTransformerOptions VitL14 { get; } = new() { Patch = 14, Width = 1024, Layers = 24, Dimension = 768 };

    public static VisionTransformerOptions VitH14 { get; } =
        new() { Patch = 14, Width = 1280, Layers = 32, HeadWidth = 80, Dimension = 1024 };

    /// <summary>Side of the squares that the picture is cut into, in pixels.</summary>
    public int Patch { get; init; } = 32;

    /// <summary>Channels of a token.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Residual attention blocks.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Channels of one attention head; there are as many heads as fit the width.</summary>
    public int HeadWidth { get; init; } = 64;

    /// <summary>Channels of the hidden layer of a block's perceptron, as a multiple of the width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Floats of an embedding.</summary>
    public int Dimension { get; init; } = 512;

    /// <summary>x · sigmoid(1.702 x), as OpenAI's own checkpoints have it, in place of the exact GELU.</summary>
    public bool QuickGelu { get; init; }

    public override int SizeMultiple => Patch;

    internal int Heads => Width / HeadWidth;

    internal int MlpWidth => (int)(Width * MlpRatio);

    public override ImageEncoder Create(int width, int height) => new VisionTransformer(this, width, height);

    public override string? Fault()
    {
        if (Math.Min(Math.Min(Patch, Width), Math.Min(Layers, Math.Min(HeadWidth, Dimension))) < 1
            || Width * MlpRatio is not (>= 1 and < int.MaxValue))
            return "model: patch, width, layers, headWidth, mlpRatio and dimension must be positive";
        return Heads > 0 && Width % Heads == 0 ? null : $"model: width {Width} cannot be divided into heads of {HeadWidth}";
    }
}
