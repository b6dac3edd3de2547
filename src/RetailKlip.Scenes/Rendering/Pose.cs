using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>How an item lies.</summary>
/// <param name="Side">What faces the camera.</param>
/// <param name="RollDegrees">About its upright axis: which part of a wrap is up.</param>
/// <param name="TurnDegrees">On the tray, counter-clockwise.</param>
/// <param name="X">Of the middle of its outline, millimetres to the right of the tray's middle.</param>
/// <param name="Y">Millimetres up in the picture.</param>
public readonly record struct Pose(PoseSide Side, float RollDegrees, float TurnDegrees, float X, float Y)
{
    internal Quaternion Orientation
    {
        get
        {
            var side = Side switch
            {
                PoseSide.Front => Quaternion.Identity,
                PoseSide.Back => Quaternion.CreateFromAxisAngle(Vector3.UnitY, MathF.PI),
                PoseSide.Left => Quaternion.CreateFromAxisAngle(Vector3.UnitY, MathF.PI / 2),
                PoseSide.Right => Quaternion.CreateFromAxisAngle(Vector3.UnitY, -MathF.PI / 2),
                _ => Quaternion.CreateFromAxisAngle(Vector3.UnitX, MathF.PI / 2),
            };
            return Quaternion.CreateFromAxisAngle(Vector3.UnitZ, TurnDegrees * MathF.PI / 180) * side
                * Quaternion.CreateFromAxisAngle(Vector3.UnitY, RollDegrees * MathF.PI / 180);
        }
    }

    /// <summary>As shoppers put things down: most with the front up, round ones rolled, tubs and beakers upright.</summary>
    /// <param name="variety">0: mostly fronts. 1: any side.</param>
    internal static Pose Random(DrawnProduct product, SeededRandom random, float variety)
    {
        var chance = random.Unit();
        var round = random.Gaussian() * (24 + 40 * variety);
        var (side, roll) = product.Packaging.Shape switch
        {
            PackagingShape.Tub => (chance < 0.94f - 0.3f * variety ? PoseSide.Standing : PoseSide.Front, 0f),
            PackagingShape.Cup => (chance < 0.55f ? PoseSide.Standing : PoseSide.Front, round),
            PackagingShape.Jar => (chance < 0.25f ? PoseSide.Standing : PoseSide.Front, round),
            PackagingShape.DrinkCan or PackagingShape.FoodCan => (chance < 0.15f * variety ? PoseSide.Standing : PoseSide.Front, round),
            PackagingShape.Bottle => (PoseSide.Front, round),
            PackagingShape.RoundProduce =>
                (chance < 0.4f && product.Packaging.Form < 0.67f ? PoseSide.Standing : PoseSide.Front, round * 3),
            PackagingShape.PearProduce or PackagingShape.LongProduce or PackagingShape.LobedProduce => (PoseSide.Front, round * 3),
            PackagingShape.FilmTray => (PoseSide.Front, 0f),
            PackagingShape.Pouch or PackagingShape.Bar or PackagingShape.BentProduce or PackagingShape.Flask =>
                (chance < 0.86f - 0.25f * variety ? PoseSide.Front : PoseSide.Back, 0f),
            _ => (chance switch
            {
                _ when chance < 0.84f - 0.34f * variety => PoseSide.Front,
                < 0.94f => PoseSide.Back,
                < 0.97f => PoseSide.Left,
                _ => PoseSide.Right,
            }, 0f),
        };
        return new Pose(side, roll, random.Between(0, 360), 0, 0);
    }
}
