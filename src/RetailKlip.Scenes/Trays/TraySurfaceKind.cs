namespace RetailKlip.Scenes;

internal enum TraySurfaceKind
{
    BrushedMetal,
    Plastic,
    Rubber,
    Wood,
    Stone,
}
