using System.Numerics;

namespace RetailKlip.Scenes;

/// <param name="Position">Millimetres; the upright product's x to its right, y up, z to its front.</param>
/// <param name="Uv">On the panel, from its top left, 0 to 1.</param>
internal readonly record struct Vertex(Vector3 Position, Vector3 Normal, Vector2 Uv);
