using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace RetailKlip.Vision;

/// <summary>What an encoder expects at its input <c>image</c>: the section <c>input</c> of <c>model.json</c>.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Mean">Per channel in the order R, G, B, of values scaled to [0, 1].</param>
/// <param name="Std">Standard deviation per channel in the order R, G, B, of values scaled to [0, 1].</param>
public sealed record ModelInput(
    int Width, int Height, ResizeMode Resize, Interpolation Interpolation, ImmutableArray<float> Mean, ImmutableArray<float> Std)
{
    /// <summary>Larger inputs than any CLIP has are taken for a mistake.</summary>
    public const int MaxSide = 4096;

    /// <summary>Floats of one picture as the encoder takes it: 3 × height × width.</summary>
    [JsonIgnore]
    public int Length => 3 * Height * Width;

    /// <summary>The preprocessing that CLIP was trained with, at a square size in pixels.</summary>
    public static ModelInput Clip(int side) => new(side, side, ResizeMode.Shortest, Interpolation.Bicubic,
        [0.48145466f, 0.4578275f, 0.40821073f], [0.26862954f, 0.26130258f, 0.27577711f]);

    /// <summary>
    /// One fixed spelling as UTF-8 JSON, of which the encoder id is made: width, height, resize, interpolation, mean, std;
    /// no blanks; the shortest decimal that reads back as the same float32.
    /// </summary>
    public byte[] ToCanonicalJson()
    {
        var (resize, interpolation) = (Resize.ToString().ToLowerInvariant(), Interpolation.ToString().ToLowerInvariant());
        var json = FormattableString.Invariant($"{{\"width\":{Width},\"height\":{Height},\"resize\":\"{resize}\",")
            + $"\"interpolation\":\"{interpolation}\",\"mean\":[{Numbers(Mean)}],\"std\":[{Numbers(Std)}]}}";
        return System.Text.Encoding.UTF8.GetBytes(json);
    }

    /// <returns>What is wrong with the values, or null.</returns>
    internal string? Fault()
    {
        if (Width is < 1 or > MaxSide || Height is < 1 or > MaxSide)
            return $"input is {Width}×{Height} px; sides of 1 to {MaxSide} px are expected";
        if (!Enum.IsDefined(Resize) || !Enum.IsDefined(Interpolation))
            return "input.resize or input.interpolation is unknown";
        if (Mean.IsDefaultOrEmpty || Std.IsDefaultOrEmpty || Mean.Length != 3 || Std.Length != 3)
            return "input.mean and input.std need three numbers each";
        return Mean.All(float.IsFinite) && Std.All(std => float.IsFinite(std) && std > 0) ? null
            : "input.mean must be finite and input.std positive";
    }

    private static string Numbers(ImmutableArray<float> values) =>
        string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
