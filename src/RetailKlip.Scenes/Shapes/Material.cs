using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>How a surface answers light.</summary>
/// <param name="Colour">Where nothing is printed.</param>
/// <param name="Roughness">0: a mirror. 1: chalk.</param>
/// <param name="Metal">0: paint. 1: bare metal, which mirrors in its own colour.</param>
/// <param name="Glass">0: opaque. 1: the contents show and the rim darkens.</param>
internal readonly record struct Material(Colour Colour, float Roughness, float Metal = 0, float Glass = 0)
{
    public Vector3 Albedo { get; } = Colour.Linear;

    public static Material Carton(Colour colour) => new(colour, 0.45f);

    public static Material Paper(Colour colour) => new(colour, 0.75f);

    public static Material Film(Colour colour) => new(colour, 0.17f, 0.12f);

    public static Material Foil(Colour colour) => new(colour, 0.22f, 0.6f);

    public static Material Plastic(Colour colour) => new(colour, 0.28f);

    public static Material BareMetal(Colour colour) => new(colour, 0.3f, 0.9f);

    public static Material PrintedMetal(Colour colour) => new(colour, 0.16f, 0.35f);

    public static Material ClearGlass(Colour contents) => new(contents, 0.05f, 0, 1);

    public static Material Peel(Colour colour) => new(colour, 0.4f);
}
