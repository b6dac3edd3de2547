namespace RetailKlip.Scenes;

public enum PackagingShape
{
    /// <summary>Cardboard box.</summary>
    Box,

    /// <summary>Drink carton with a roof.</summary>
    GableCarton,

    /// <summary>Brick of coated carton with a screw cap.</summary>
    Brick,

    /// <summary>Drink can with necks.</summary>
    DrinkCan,

    /// <summary>Food can with a paper label and beaded metal.</summary>
    FoodCan,

    /// <summary>Slender glass or plastic bottle with a label.</summary>
    Bottle,

    /// <summary>Flat-sided plastic bottle as for shampoo or detergent.</summary>
    Flask,

    /// <summary>Glass with a twist-off lid.</summary>
    Jar,

    /// <summary>Beaker with a foil lid.</summary>
    Cup,

    /// <summary>Low tub with a printed lid.</summary>
    Tub,

    /// <summary>Pillow-shaped bag with crimped ends.</summary>
    Pouch,

    /// <summary>Flat wrapped bar.</summary>
    Bar,

    /// <summary>Open tray under film with a printed sticker.</summary>
    FilmTray,

    /// <summary>Fruit or vegetable round about an axis.</summary>
    RoundProduce,

    /// <summary>Bent fruit such as a banana.</summary>
    BentProduce,

    /// <summary>Pears and what is shaped like them.</summary>
    PearProduce,

    /// <summary>Roots and gourds: carrots to cucumbers.</summary>
    LongProduce,

    /// <summary>Bell peppers, pumpkins.</summary>
    LobedProduce,
}
