namespace RetailKlip.Scenes;

/// <summary>A kind of goods as shops know it: what it is packed in, how large, in which flavours.</summary>
/// <param name="Names">What the label may call it.</param>
/// <param name="Width">Smallest and largest, millimetres.</param>
/// <param name="Height">Smallest and largest, millimetres.</param>
/// <param name="Depth">Smallest and largest, millimetres; (0, 0): as the width.</param>
internal sealed record GoodsKind(string[] Names, PackagingShape[] Shapes, (float Low, float High) Width, (float Low, float High) Height,
    (float Low, float High) Depth, string[] Weights, Flavour[] Flavours)
{
    private static readonly Flavour[] Fruits =
    [
        new("Strawberry", "D7263D", Motif.Strawberry), new("Raspberry", "B5174B", Motif.Raspberry),
        new("Blueberry", "4353A0", Motif.Blueberry),
        new("Cherry", "8E1230", Motif.Cherry), new("Peach", "F2955A", Motif.Peach), new("Lemon", "F0CE1D", Motif.Lemon),
        new("Orange", "F08019", Motif.Orange),
        new("Apple", "7DAE2E", Motif.Apple), new("Banana", "F2D04B", Motif.Banana), new("Vanilla", "F1E2A8", Motif.Blossom),
        new("Forest Fruits", "5F2A6B", Motif.Blueberry, Motif.Raspberry),
    ];

    private static readonly Flavour[] Sweets =
    [
        new("Milk Chocolate", "7B4A2B", Motif.Chocolate, Motif.Milk), new("Dark 70 %", "2F1C14", Motif.Chocolate),
        new("Hazelnut", "A3672F", Motif.Hazelnut, Motif.Chocolate),
        new("Honey", "E5A11F", Motif.Honey), new("Mint", "2E9E77", Motif.Mint), new("Orange", "EE7B1A", Motif.Orange, Motif.Chocolate),
        new("Coffee", "5B3A26", Motif.Coffee),
        new("Raspberry", "C02353", Motif.Raspberry, Motif.Chocolate),
    ];

    private static readonly Flavour[] Savoury =
    [
        new("Paprika", "C8321F", Motif.Chili, Motif.Crisp), new("Sea Salt", "2F6FB0", Motif.Crisp),
        new("Cheese & Onion", "E6B122", Motif.Cheese, Motif.Crisp),
        new("Sour Cream", "5BA05A", Motif.Crisp, Motif.Mint), new("Hot Chili", "7E1016", Motif.Chili),
        new("Tomato", "D5452B", Motif.Tomato),
        new("Mushroom", "9B7B56", Motif.Mushroom), new("Rosemary", "3E7D4A", Motif.Mint), new("Olive", "79872D", Motif.Olive),
    ];

    private static readonly Flavour[] Grades =
    [
        new("3.5 % Fat", "1F4FA3", Motif.Milk), new("1.5 % Fat", "58A9DE", Motif.Milk), new("0.1 % Fat", "CFE3EE", Motif.Milk),
        new("Lactose Free", "7A4FA0", Motif.Milk),
        new("Organic", "3F8F3A", Motif.Milk, Motif.Mint), new("Protein", "2B2E36", Motif.Milk),
    ];

    private static readonly Flavour[] Clean =
    [
        new("Lavender", "8A78C2", Motif.Blossom), new("Ocean Fresh", "2389C4", Motif.Drop), new("Citrus", "F0C724", Motif.Lemon),
        new("Aloe Vera", "4FA36A", Motif.Mint),
        new("Sensitive", "F0D9E1", Motif.Blossom, Motif.Drop), new("Sport", "1E2F55", Motif.Star),
    ];

    private static readonly Flavour[] Pantry =
    [
        new("Whole Grain", "A9743A", Motif.Wheat), new("Spelt", "C79A4B", Motif.Wheat), new("Classic", "1D5AA6", Motif.Pasta, Motif.Wheat),
        new("With Egg", "EDBB2D", Motif.Pasta),
        new("Gluten Free", "5AA647", Motif.Corn), new("Tomato", "CC3426", Motif.Tomato), new("Spicy", "8F1D1D", Motif.Chili),
    ];

    private static readonly Flavour[] Hot =
    [
        new("Espresso", "33211A", Motif.Coffee), new("Crema", "B06B2C", Motif.Coffee), new("Decaf", "3C7D63", Motif.Coffee),
        new("Mild", "D9A14A", Motif.Coffee, Motif.Milk),
        new("Peppermint", "2E8B57", Motif.Mint), new("Camomile", "EBC944", Motif.Blossom), new("Rooibos", "B3431F", Motif.Blossom),
        new("Wild Cherry", "9B1B3F", Motif.Cherry),
    ];

    private static readonly Flavour[] Tinned =
    [
        new("In Olive Oil", "8C8B2C", Motif.Fish, Motif.Olive), new("In Brine", "2A74B4", Motif.Fish),
        new("With Chili", "C4281B", Motif.Fish, Motif.Chili),
        new("Sweet Corn", "F0C02E", Motif.Corn), new("Green Peas", "5B9E3D", Motif.Pea), new("Chopped", "D23A26", Motif.Tomato),
        new("With Basil", "3E8B46", Motif.Tomato, Motif.Mint),
    ];

    private static readonly Flavour[] Fresh =
    [
        new("Cooked", "E39A97", Motif.Ham), new("Mild", "F2C94C", Motif.Cheese), new("Aged", "B97A22", Motif.Cheese),
        new("Brown Caps", "A47B52", Motif.Mushroom), new("Cherry", "D9301F", Motif.Tomato),
    ];

    /// <summary>Everything the generator draws from.</summary>
    public static readonly GoodsKind[] All =
    [
        new(["Yogurt", "Fruit Yogurt", "Skyr", "Dessert"], [PackagingShape.Cup], (68, 96), (62, 108), (0, 0), ["150 g", "180 g", "500 g"],
            Fruits),
        new(["Milk", "Fresh Milk", "Kefir", "Oat Drink"], [PackagingShape.GableCarton, PackagingShape.Brick, PackagingShape.Bottle],
            (62, 92), (165, 235), (60, 90), ["1 l", "750 ml"], Grades),
        new(["Juice", "Nectar", "Smoothie"], [PackagingShape.Brick, PackagingShape.GableCarton, PackagingShape.Bottle], (55, 92),
            (120, 230), (55, 88), ["1 l", "330 ml", "750 ml"], Fruits),
        new(["Lemonade", "Cola", "Soda", "Iced Tea", "Energy", "Lager"], [PackagingShape.DrinkCan, PackagingShape.Bottle], (53, 68),
            (115, 215), (0, 0), ["330 ml", "500 ml", "250 ml"], [.. Fruits, .. Clean]),
        new(["Chocolate", "Nougat", "Wafer"], [PackagingShape.Bar, PackagingShape.Box], (110, 180), (50, 90), (9, 20),
            ["100 g", "45 g", "200 g"], Sweets),
        new(["Cookies", "Biscuits", "Müsli", "Crunchy Flakes", "Granola"], [PackagingShape.Box, PackagingShape.Pouch], (125, 195),
            (170, 280), (45, 75), ["375 g", "500 g", "250 g"], [.. Sweets, .. Pantry, .. Fruits]),
        new(["Crisps", "Tortilla Chips", "Crackers", "Pretzels"], [PackagingShape.Pouch, PackagingShape.Box], (130, 200), (180, 270),
            (45, 75), ["150 g", "200 g", "90 g"], Savoury),
        new(["Pasta", "Penne", "Rice", "Flour", "Lentils"], [PackagingShape.Pouch, PackagingShape.Box], (85, 140), (150, 230), (35, 65),
            ["500 g", "1 kg"], Pantry),
        new(["Coffee", "Tea", "Ground Coffee"], [PackagingShape.Pouch, PackagingShape.Box, PackagingShape.Jar], (78, 130), (80, 190),
            (55, 80), ["250 g", "500 g", "20 bags"], Hot),
        new(["Tuna", "Sweet Corn", "Peas", "Tomatoes", "Soup"], [PackagingShape.FoodCan], (66, 86), (48, 116), (0, 0),
            ["185 g", "400 g", "340 g"], Tinned),
        new(["Jam", "Honey", "Spread", "Pesto", "Sauce", "Pickles"], [PackagingShape.Jar], (62, 88), (75, 150), (0, 0),
            ["340 g", "450 g", "190 g"], [.. Fruits, .. Savoury]),
        new(["Shampoo", "Shower Gel", "Detergent", "Dish Soap", "Conditioner"], [PackagingShape.Flask], (62, 95), (160, 235), (38, 58),
            ["250 ml", "500 ml", "1 l"], Clean),
        new(["Butter Spread", "Margarine", "Ice Cream", "Cream Cheese", "Hummus"], [PackagingShape.Tub], (105, 160), (45, 85), (75, 115),
            ["250 g", "200 g", "900 ml"], [.. Grades, .. Fruits, .. Savoury]),
        new(["Ham", "Cheese Slices", "Mushrooms", "Tomatoes"], [PackagingShape.FilmTray], (125, 190), (95, 145), (22, 45),
            ["150 g", "200 g", "400 g"], Fresh),
        new(["Olive Oil", "Vinegar", "Syrup", "Ketchup", "Soy Sauce"], [PackagingShape.Bottle, PackagingShape.Flask], (55, 75), (190, 270),
            (45, 66), ["500 ml", "750 ml", "250 ml"], [.. Savoury, .. Fruits]),
        new(["Paper Tissues", "Toothpaste", "Plasters", "Vitamins", "Soap"], [PackagingShape.Box], (60, 190), (40, 120), (22, 60),
            ["60 pcs", "75 ml", "100 g"], Clean),
    ];
}
