namespace RetailKlip.Scenes;

/// <summary>What a product is packed in.</summary>
/// <param name="Width">Millimetres, of the upright product.</param>
/// <param name="Height">Millimetres, of the upright product.</param>
/// <param name="Depth">Millimetres, of the upright product.</param>
/// <param name="Body">Colour of the unprinted body: plastic, glass with its contents, skin.</param>
/// <param name="Closure">Colour of cap or lid.</param>
/// <param name="Form">0 to 1: where this shape allows it, from slender to stout.</param>
public sealed record Packaging(PackagingShape Shape, float Width, float Height, float Depth, Colour Body, Colour Closure,
    float Form = 0.5f);
