using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>
/// A pinhole camera above the tray. World: millimetres, x right and y up in the picture, z from the tray to the camera,
/// the origin on the tray where the camera looks.
/// </summary>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="PixelsPerMillimetre">At the origin.</param>
/// <param name="DistanceMillimetres">From the camera to the origin.</param>
/// <param name="TiltDegrees">How far it leans back from looking straight down.</param>
internal sealed record Viewpoint(int Width, int Height, float PixelsPerMillimetre, float DistanceMillimetres, float TiltDegrees)
{
    private readonly float _sin = MathF.Sin(TiltDegrees * MathF.PI / 180);
    private readonly float _cos = MathF.Cos(TiltDegrees * MathF.PI / 180);

    /// <summary>Where the world's origin lies in the picture.</summary>
    public Vector2 Centre { get; init; } = new(Width / 2f, Height / 2f);

    public Vector3 Eye => new(0, -_sin * DistanceMillimetres, _cos * DistanceMillimetres);

    /// <summary>Pixels right and down, and the reciprocal of the distance to the camera's plane: larger is nearer.</summary>
    public Vector3 Project(Vector3 world)
    {
        var up = world.Y * _cos + world.Z * _sin;
        var towards = world.Z * _cos - world.Y * _sin;
        var nearness = 1 / (DistanceMillimetres - towards);
        var scale = PixelsPerMillimetre * DistanceMillimetres * nearness;
        return new Vector3(Centre.X + world.X * scale, Centre.Y - up * scale, nearness);
    }

    /// <summary>The direction from the eye through a pixel, of any length.</summary>
    public Vector3 Towards(float x, float y)
    {
        float right = (x - Centre.X) / PixelsPerMillimetre, up = (Centre.Y - y) / PixelsPerMillimetre;
        return new Vector3(right, up * _cos, up * _sin) - Eye;
    }

    /// <summary>The point of the tray's plane seen at a pixel.</summary>
    public Vector2 OnTray(float x, float y)
    {
        float right = (x - Centre.X) / PixelsPerMillimetre, up = (Centre.Y - y) / PixelsPerMillimetre;
        // On z = 0: up = y·cos·s and 1/s = 1 + y·sin/distance.
        var worldY = up / (_cos - up * _sin / DistanceMillimetres);
        return new Vector2(right * (1 + worldY * _sin / DistanceMillimetres), worldY);
    }

    /// <summary>The same view in more or fewer pixels, moved so that <paramref name="origin"/> (in its own pixels) is the new top
    /// left.</summary>
    public Viewpoint Scaled(float factor, Vector2 origin, int width, int height) =>
        new(width, height, PixelsPerMillimetre * factor, DistanceMillimetres, TiltDegrees)
    {
        Centre = Centre * factor - origin,
    };
}
