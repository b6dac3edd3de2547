namespace RetailKlip.Scenes;

/// <summary>A packaging's outside in triangles.</summary>
/// <param name="Indices">Three a triangle.</param>
internal sealed record Mesh(Vertex[] Vertices, int[] Indices, MeshPart[] Parts);
