using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>A mesh turned and set down in the world, with its labels; ready to be drawn or to throw a shadow.</summary>
/// <param name="Labels">Null where nothing is printed.</param>
internal sealed record PlacedModel(Mesh Mesh, LabelSet? Labels, Vector3[] Positions, Vector3[] Normals)
{
    /// <param name="lift">Of its lowest point above the tray, in millimetres.</param>
    public static PlacedModel Place(Mesh mesh, LabelSet labels, Pose pose, float lift = 0)
    {
        var positions = new Vector3[mesh.Vertices.Length];
        var normals = new Vector3[mesh.Vertices.Length];
        var turn = Matrix4x4.CreateFromQuaternion(pose.Orientation);
        Vector3 least = new(float.MaxValue), most = new(float.MinValue);
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = Vector3.Transform(mesh.Vertices[i].Position, turn);
            normals[i] = Vector3.TransformNormal(mesh.Vertices[i].Normal, turn);
            least = Vector3.Min(least, positions[i]);
            most = Vector3.Max(most, positions[i]);
        }
        var middle = (least + most) / 2;
        var move = new Vector3(pose.X - middle.X, pose.Y - middle.Y, lift - least.Z);
        for (var i = 0; i < positions.Length; i++)
            positions[i] += move;
        return new PlacedModel(mesh, labels, positions, normals);
    }

    /// <summary>Unprinted, turned on the tray and moved as given.</summary>
    public static PlacedModel Place(Mesh mesh, float turnDegrees, Vector3 place)
    {
        var turn = Matrix4x4.CreateRotationZ(turnDegrees * MathF.PI / 180);
        return new PlacedModel(mesh, null,
            Array.ConvertAll(mesh.Vertices, vertex => Vector3.Transform(vertex.Position, turn) + place),
            Array.ConvertAll(mesh.Vertices, vertex => Vector3.TransformNormal(vertex.Normal, turn)));
    }

    /// <summary>The corners of the box that it fills in the world.</summary>
    public (Vector3 Least, Vector3 Most) Extent()
    {
        Vector3 least = new(float.MaxValue), most = new(float.MinValue);
        foreach (var position in Positions)
        {
            least = Vector3.Min(least, position);
            most = Vector3.Max(most, position);
        }
        return (least, most);
    }

    public PlacedModel Moved(Vector3 by) => this with { Positions = Array.ConvertAll(Positions, position => position + by) };
}
