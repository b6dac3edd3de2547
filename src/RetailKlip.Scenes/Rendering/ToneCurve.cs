using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Between sRGB bytes and radiance in [0, ∞), with a soft shoulder where a camera would clip.</summary>
internal static class ToneCurve
{
    private const int Steps = 4096;
    private const float Brightest = 4;

    private static readonly float[] Linear = [.. Enumerable.Range(0, 256).Select(i => Decode(i / 255f))];

    private static readonly byte[] Encoded = [.. Enumerable.Range(0, Steps).Select(i =>
        (byte)MathF.Round(255 * Encode(Shoulder(Squared(i)))))];

    public static float ToLinear(byte value) => Linear[value];

    /// <summary>Opaque, packed as 0xAARRGGBB: in memory blue comes first.</summary>
    public static uint Pack(Vector3 radiance)
    {
        // Square-root spacing: the table is finest where the eye is.
        var scaled = Vector3.SquareRoot(Vector3.Clamp(radiance, Vector3.Zero, new Vector3(Brightest))) * ((Steps - 1) / 2f);
        return 0xFF000000u | (uint)Encoded[(int)scaled.X] << 16 | (uint)Encoded[(int)scaled.Y] << 8 | Encoded[(int)scaled.Z];
    }

    /// <summary>How much an sRGB byte value shrinks where its light shrinks to <paramref name="light"/>, both 0 to 1.</summary>
    public static float ShadowFactor(float light) => MathF.Pow(light, 1 / 2.2f);

    private static float Squared(int step)
    {
        var root = step * 2f / (Steps - 1);
        return root * root;
    }

    private static float Shoulder(float x) => x < 0.75f ? x : 0.75f + 0.25f * (1 - MathF.Exp((0.75f - x) / 0.25f));

    private static float Decode(float value) => value <= 0.04045f ? value / 12.92f : MathF.Pow((value + 0.055f) / 1.055f, 2.4f);

    private static float Encode(float value) => value <= 0.0031308f ? value * 12.92f : 1.055f * MathF.Pow(value, 1 / 2.4f) - 0.055f;
}
