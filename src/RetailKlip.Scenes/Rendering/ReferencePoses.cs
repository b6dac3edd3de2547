namespace RetailKlip.Scenes;

/// <summary>
/// How a clerk lays a product under the camera to enrol it: straight, every side up that it comes to lie on, the usual ones more than once,
/// round ones rolled from picture to picture, here and there on the tray.
/// </summary>
public static class ReferencePoses
{
    // A hand lays nothing quite straight.
    internal const float Slant = 2.5f;

    /// <param name="seed">Chooses where it lies, and how nearly straight.</param>
    /// <param name="pictures">At least 1; the usual sides come first.</param>
    public static IReadOnlyList<Pose> Of(DrawnProduct product, int seed, int pictures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pictures, 1);
        var random = new SeededRandom(seed, 7);
        var sides = Sides(product.Packaging.Shape);
        return [.. Enumerable.Range(0, pictures).Select(number =>
        {
            var (side, roll) = sides[number % sides.Length];
            return new Pose(side, roll, random.Between(-Slant, Slant), random.Between(-210, 210), random.Between(-85, 85));
        })];
    }

    private static (PoseSide Side, float Roll)[] Sides(PackagingShape shape) => shape switch
    {
        PackagingShape.Tub =>
            [(PoseSide.Standing, 0), (PoseSide.Standing, 0), (PoseSide.Front, 0), (PoseSide.Standing, 0), (PoseSide.Standing, 0), (PoseSide.Front, 0)],
        PackagingShape.Cup =>
            [(PoseSide.Standing, 0), (PoseSide.Front, 0), (PoseSide.Standing, 0), (PoseSide.Front, -28), (PoseSide.Front, 28), (PoseSide.Standing, 0)],
        PackagingShape.Jar =>
            [(PoseSide.Front, 0), (PoseSide.Standing, 0), (PoseSide.Front, -26), (PoseSide.Front, 26), (PoseSide.Standing, 0), (PoseSide.Front, -48),
                (PoseSide.Front, 48), (PoseSide.Standing, 0)],
        PackagingShape.DrinkCan or PackagingShape.FoodCan or PackagingShape.Bottle =>
            [(PoseSide.Front, 0), (PoseSide.Front, -22), (PoseSide.Front, 22), (PoseSide.Front, -46), (PoseSide.Front, 46), (PoseSide.Front, -10),
                (PoseSide.Front, 10), (PoseSide.Front, 34)],
        PackagingShape.RoundProduce or PackagingShape.PearProduce or PackagingShape.LongProduce or PackagingShape.LobedProduce =>
            [(PoseSide.Front, 0), (PoseSide.Front, 90), (PoseSide.Front, 180), (PoseSide.Front, 270), (PoseSide.Standing, 0), (PoseSide.Front, 45),
                (PoseSide.Front, 135), (PoseSide.Front, 225)],
        PackagingShape.FilmTray => [(PoseSide.Front, 0)],
        PackagingShape.Pouch or PackagingShape.Bar or PackagingShape.BentProduce or PackagingShape.Flask =>
            [(PoseSide.Front, 0), (PoseSide.Back, 0), (PoseSide.Front, 0), (PoseSide.Front, 0), (PoseSide.Back, 0)],
        _ => [(PoseSide.Front, 0), (PoseSide.Back, 0), (PoseSide.Front, 0), (PoseSide.Left, 0), (PoseSide.Right, 0), (PoseSide.Front, 0),
            (PoseSide.Back, 0), (PoseSide.Front, 0)],
    };
}
