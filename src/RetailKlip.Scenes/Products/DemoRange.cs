namespace RetailKlip.Scenes;

/// <summary>One range of the demo shop: a label and a packaging in several kinds, which are near twins of one another.</summary>
/// <param name="SkuPrefix">Skus are this and a number from 1.</param>
internal sealed record DemoRange(string SkuPrefix, Artwork Label, Packaging Packaging, Flavour[] Flavours)
{
    /// <summary>The body takes the kind's colour: jars show what is in them.</summary>
    public bool BodyByFlavour { get; init; }

    /// <summary>Lids and caps take the kind's colour.</summary>
    public bool ClosureByFlavour { get; init; }

    public static readonly DemoRange[] All =
    [
        new("yogurt", Print(DemoBrands.Dairy, "Yogurt", "150 g", LabelLayout.Banner, Lettering.Lobster, Lettering.Quick, "FFFFFF",
            "1E5AA8") with
            { Tagline = "Creamy from the Alps", Ingredients = "Yogurt from alpine milk, fruit 18 %, sugar, pectin, natural flavouring." },
            new Packaging(PackagingShape.Cup, 76, 84, 76, Colour.White, Colour.White, 0.5f),
            [new("Strawberry", "D7263D", Motif.Strawberry), new("Blueberry", "3F4FA6", Motif.Blueberry),
                new("Peach", "F2935C", Motif.Peach)]),

        new("milk", Print(DemoBrands.Milk, "Fresh Milk", "1 l", LabelLayout.Minimal, Lettering.RoundedBold, Lettering.Spartan, "FFFFFF",
            "16345F") with
            {
                Claim = "Pasture",
                Ingredients = "Whole milk, pasteurised, homogenised. Keep cool at 8 °C and use within three days of opening."
            },
            new Packaging(PackagingShape.GableCarton, 70, 218, 70, Colour.White, Colour.White),
            [new("3.5 % Fat", "1F4FA3", Motif.Milk), new("1.5 % Fat", "63B4E4", Motif.Milk)]) { ClosureByFlavour = true },

        new("choc", Print(DemoBrands.Chocolate, "Chocolate", "100 g", LabelLayout.Burst, Lettering.Brush, Lettering.Slab, "F5E9D6",
            "6B1F2A") with
            { Ingredients = "Sugar, cocoa butter, cocoa mass, milk powder, hazelnuts, emulsifier lecithin, vanilla." },
            new Packaging(PackagingShape.Bar, 164, 80, 11, Colour.Parse("F5E9D6"), Colour.White),
            [new("Alpine Milk", "7FA8D9", Motif.Chocolate, Motif.Milk), new("Dark 70 %", "2B1A14", Motif.Chocolate),
                new("Hazelnut", "4F8A3C", Motif.Hazelnut, Motif.Chocolate)]),

        new("crisps", Print(DemoBrands.Crisps, "Potato Crisps", "150 g", LabelLayout.Burst, Lettering.Leckerli,
            Lettering.HumanistExtraBold, "FFFFFF", "FFD23F") with
            { Claim = "EXTRA CRUNCH", Ingredients = "Potatoes, sunflower oil, paprika powder, salt, onion powder, yeast extract." },
            new Packaging(PackagingShape.Pouch, 158, 218, 52, Colour.White, Colour.White),
            [new("Paprika", "C8231F", Motif.Crisp, Motif.Chili), new("Sea Salt", "1F6FBF", Motif.Crisp)]),

        new("coffee", Print(DemoBrands.Coffee, "Caffè", "500 g", LabelLayout.Classic, Lettering.SerifBold, Lettering.SerifBold, "1D1715",
            "D6A656") with
            {
                Tagline = "Torrefazione artigianale",
                Ingredients = "Roasted coffee, ground. 80 % Arabica, 20 % Robusta. Packed under protective atmosphere."
            },
            new Packaging(PackagingShape.Pouch, 96, 172, 60, Colour.Parse("1D1715"), Colour.White),
            [new("Espresso", "A3211D", Motif.Coffee), new("Crema", "D98E2B", Motif.Coffee)]),

        new("tea", Print(DemoBrands.Tea, "Herbal Tea", "20 bags", LabelLayout.Classic, Lettering.Dancing, Lettering.Serif, "FBF6E9",
            "7B5B2A") with
            { Tagline = "Slow leaves since 1898", Ingredients = "Cut herbs. Pour on boiling water and let it draw for eight minutes." },
            new Packaging(PackagingShape.Box, 128, 78, 66, Colour.Parse("FBF6E9"), Colour.White),
            [new("Peppermint", "2C8C5A", Motif.Mint), new("Camomile", "E0B52E", Motif.Blossom)]),

        new("cereal", Print(DemoBrands.Cereal, "Crunchy Müsli", "500 g", LabelLayout.Diagonal, Lettering.Kaffeehaus,
            Lettering.HumanistExtraBold, "FFF3D6", "B3401F") with
            {
                Tagline = "wholegrain oats",
                Ingredients = "Oat flakes 58 %, honey, sunflower oil, almonds, raisins, rice extrudates, salt."
            },
            new Packaging(PackagingShape.Box, 150, 218, 58, Colour.Parse("FFF3D6"), Colour.White),
            [new("Honey & Nuts", "E39A1B", Motif.Honey, Motif.Hazelnut), new("Chocolate", "5A2E1A", Motif.Chocolate, Motif.Wheat),
                new("Red Berries", "B71E4B", Motif.Raspberry, Motif.Strawberry)]),

        new("pasta", Print(DemoBrands.Pasta, "Penne Rigate", "500 g", LabelLayout.Pattern, Lettering.SerifItalic, Lettering.CondensedBold,
            "12398A", "F2C230") with
            { Claim = "No. 41", Ingredients = "Durum wheat semolina, water. Cooking time eleven minutes." },
            new Packaging(PackagingShape.Box, 112, 188, 46, Colour.Parse("12398A"), Colour.White),
            [new("Classico", "D8A13A", Motif.Pasta), new("Integrale", "8A5A2C", Motif.Pasta, Motif.Wheat)]),

        new("soda", Print(DemoBrands.Soda, "Sparkling", "330 ml", LabelLayout.Oval, Lettering.Lobster, Lettering.Poster, "FFFFFF",
            "1B1F4B") with
            { Ingredients = "Carbonated water, sugar, fruit juice 12 %, citric acid, natural flavouring, ascorbic acid." },
            new Packaging(PackagingShape.DrinkCan, 66, 116, 66, Colour.White, Colour.White),
            [new("Orange", "F07C12", Motif.Orange), new("Lemon", "E8C917", Motif.Lemon), new("Cherry", "A31234", Motif.Cherry)]),

        new("tuna", Print(DemoBrands.Fish, "Tuna", "185 g", LabelLayout.Banner, Lettering.SpartanBlack, Lettering.Spartan, "E9F3F8",
            "0D3B66") with
            { Tagline = "line caught", Ingredients = "Tuna 70 %, oil or water, salt. Contains fish." },
            new Packaging(PackagingShape.FoodCan, 85, 58, 85, Colour.White, Colour.White),
            [new("In Olive Oil", "7E8B22", Motif.Fish, Motif.Olive), new("In Brine", "2492C9", Motif.Fish)]),

        new("jam", Print(DemoBrands.Jam, "Fruit Spread", "340 g", LabelLayout.Classic, Lettering.Dancing, Lettering.SlabBold, "FFFDF5",
            "4C6B2F") with
            { Tagline = "cooked in small kettles", Ingredients = "Fruit 55 %, sugar, lemon juice concentrate, pectin." },
            new Packaging(PackagingShape.Jar, 72, 98, 72, Colour.White, Colour.Parse("B7312C"), 0.5f),
            [new("Strawberry", "A81A2B", Motif.Strawberry), new("Apricot", "E58A1F", Motif.Peach)]) { BodyByFlavour = true },

        new("shampoo", Print(DemoBrands.Care, "Shampoo", "250 ml", LabelLayout.Minimal, Lettering.Quick, Lettering.Rounded, "FFFFFF",
            "4A3F6B") with
            { Ingredients = "Aqua, sodium coco-sulfate, glycerin, betaine, plant extract, citric acid, parfum." },
            new Packaging(PackagingShape.Flask, 72, 196, 42, Colour.White, Colour.Parse("4A3F6B")),
            [new("Lavender", "8E7CC9", Motif.Blossom), new("Aloe Vera", "57A86B", Motif.Mint)]) { BodyByFlavour = true },

        new("juice", Print(DemoBrands.Juice, "100 % Juice", "1 l", LabelLayout.Oval, Lettering.Brush, Lettering.Quick, "FFFFFF",
            "1F7A3A") with
            { Claim = "NO SUGAR ADDED", Ingredients = "Fruit juice from concentrate. Shake before opening, keep cool afterwards." },
            new Packaging(PackagingShape.Brick, 76, 196, 66, Colour.White, Colour.White),
            [new("Orange", "F39A1E", Motif.Orange), new("Apple", "7CB342", Motif.Apple)]) { ClosureByFlavour = true },

        new("spread", Print(DemoBrands.Spread, "Spreadable Butter", "250 g", LabelLayout.Diagonal, Lettering.SerifBold,
            Lettering.SerifBold, "FCEFA6", "14532D") with
            { Ingredients = "Butter 62 %, rapeseed oil 28 %, water, salt 0.8 %." },
            new Packaging(PackagingShape.Tub, 126, 58, 92, Colour.Parse("FCEFA6"), Colour.Parse("FCEFA6")),
            [new("Classic", "E9B824", Motif.Wheat, Motif.Milk), new("Light", "59B3D8", Motif.Milk)]),

        new("ham", Print(DemoBrands.Ham, "Cooked Ham", "150 g", LabelLayout.Minimal, Lettering.SlabBold, Lettering.CondensedBold, "FFFFFF",
            "7A1F1F"),
            new Packaging(PackagingShape.FilmTray, 160, 116, 20, Colour.White, Colour.Parse("2A2A2C")), [new("Mild", "D98880", Motif.Ham)]),

        new("mushrooms", Print(DemoBrands.Fruit, "Mushrooms", "400 g", LabelLayout.Minimal, Lettering.RoundedBold, Lettering.CondensedBold,
            "FFFFFF", "2E6B34"),
            new Packaging(PackagingShape.FilmTray, 150, 118, 42, Colour.White, Colour.Parse("1F3F7A")),
            [new("Brown Caps", "A47B52", Motif.Mushroom)]),
    ];

    /// <summary>Loose fruit, by PLU.</summary>
    public static readonly (string Sku, string Plu, Artwork Label, Packaging Packaging)[] Loose =
    [
        ("apple", "4015", Fruit("Apple Red", "4015", Motif.Apple, "C9A227", "B01E26", "1E6B34"),
            new Packaging(PackagingShape.RoundProduce, 80, 74, 79, Colour.Parse("B5232B"), Colour.Parse("5B3A1E"), 0.1f)),
        ("banana", "4011", Fruit("Banana", "4011", Motif.Banana, "D9A917", "E2B81F", "B8860B"),
            new Packaging(PackagingShape.BentProduce, 74, 172, 37, Colour.Parse("EBC62C"), Colour.Parse("5B4A2A"))),
        ("lemon", "4033", Fruit("Lemon", "4033", Motif.Lemon, "EFD21E", "F6E04A", "1E6B34"),
            new Packaging(PackagingShape.RoundProduce, 60, 82, 60, Colour.Parse("F0D11C"), Colour.Parse("5B4A2A"), 0.9f)),
    ];

    private static Artwork Fruit(string name, string code, Motif motif, string light, string blush, string sticker) =>
        Print(DemoBrands.Fruit, name, "", LabelLayout.Minimal, Lettering.RoundedBold, Lettering.Quick, light, sticker) with
        {
            Variant = code,
            Motif = motif,
            Flavour = Colour.Parse(blush),
            Seed = int.Parse(code, System.Globalization.CultureInfo.InvariantCulture),
        };

    private static Artwork Print(string brand, string name, string weight, LabelLayout layout, Lettering brandLettering,
        Lettering nameLettering, string ground, string accent) => new()
    {
        Brand = brand,
        Name = name,
        Variant = "",
        Weight = weight,
        Layout = layout,
        BrandLettering = brandLettering,
        NameLettering = nameLettering,
        Ground = Colour.Parse(ground),
        Accent = Colour.Parse(accent),
        Flavour = Colour.Parse(accent),
    };
}
