using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>A run of triangles of one material, and of one printed panel of the given size in millimetres.</summary>
internal sealed record MeshPart(Panel Panel, Vector2 PanelSize, Material Material, int FirstIndex, int IndexCount);
