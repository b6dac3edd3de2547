namespace RetailKlip.Scenes;

internal static class PackagingMesh
{
    public static Mesh Build(Packaging packaging) => packaging.Shape switch
    {
        PackagingShape.Box => BoxShape.Box(packaging),
        PackagingShape.GableCarton => BoxShape.GableCarton(packaging),
        PackagingShape.Brick => BoxShape.Brick(packaging),
        PackagingShape.DrinkCan => RoundShape.DrinkCan(packaging),
        PackagingShape.FoodCan => RoundShape.FoodCan(packaging),
        PackagingShape.Bottle => RoundShape.Bottle(packaging),
        PackagingShape.Flask => RoundShape.Flask(packaging),
        PackagingShape.Jar => RoundShape.Jar(packaging),
        PackagingShape.Cup => RoundShape.Cup(packaging),
        PackagingShape.Tub => RoundShape.Tub(packaging),
        PackagingShape.Pouch => SoftShape.Pouch(packaging),
        PackagingShape.Bar => SoftShape.Bar(packaging),
        PackagingShape.FilmTray => SoftShape.FilmTray(packaging),
        PackagingShape.RoundProduce => RoundShape.Produce(packaging),
        PackagingShape.BentProduce => SoftShape.BentProduce(packaging),
        PackagingShape.PearProduce => ProduceShape.Pear(packaging),
        PackagingShape.LongProduce => ProduceShape.Long(packaging),
        PackagingShape.LobedProduce => ProduceShape.Lobed(packaging),
        _ => throw new ArgumentOutOfRangeException(nameof(packaging), packaging.Shape, "No such packaging."),
    };
}
