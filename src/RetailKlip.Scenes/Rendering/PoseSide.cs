namespace RetailKlip.Scenes;

/// <summary>The side of an item that faces the camera.</summary>
public enum PoseSide
{
    Front,
    Back,
    Left,
    Right,

    /// <summary>Upright on its bottom: the camera sees the top.</summary>
    Standing,
}
