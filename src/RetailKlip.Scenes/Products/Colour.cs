using System.Globalization;
using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>An sRGB colour, 0 to 255 each.</summary>
public readonly record struct Colour(byte R, byte G, byte B)
{
    public static readonly Colour White = new(255, 255, 255);

    public static readonly Colour Ink = new(32, 30, 32);

    /// <summary>Brightness as the eye sees it, 0 to 1.</summary>
    internal float Luma => (0.299f * R + 0.587f * G + 0.114f * B) / 255;

    /// <summary>Radiance, 0 to 1 each.</summary>
    internal Vector3 Linear => new(ToneCurve.ToLinear(R), ToneCurve.ToLinear(G), ToneCurve.ToLinear(B));

    /// <summary>White or near black, whichever can be read on this colour.</summary>
    internal Colour Readable => Luma > 0.6f ? Ink : White;

    /// <param name="hex">Six hex digits, RRGGBB.</param>
    internal static Colour Parse(string hex)
    {
        var value = int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Colour((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <param name="hue">In degrees.</param>
    /// <param name="saturation">0 to 1.</param>
    /// <param name="value">0 to 1.</param>
    internal static Colour FromHsv(float hue, float saturation, float value)
    {
        return new Colour(Channel(5), Channel(3), Channel(1));

        byte Channel(float n)
        {
            var k = (n + hue / 60) % 6;
            return (byte)MathF.Round(255 * (value - value * saturation * MathF.Max(0, MathF.Min(MathF.Min(k, 4 - k), 1))));
        }
    }

    internal Colour Mix(Colour other, float share) => new(
        (byte)MathF.Round(R + (other.R - R) * share),
        (byte)MathF.Round(G + (other.G - G) * share),
        (byte)MathF.Round(B + (other.B - B) * share));

    internal Colour Darker(float share) => Mix(new Colour(0, 0, 0), share);

    internal Colour Lighter(float share) => Mix(White, share);
}
