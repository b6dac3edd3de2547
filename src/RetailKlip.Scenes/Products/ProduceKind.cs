namespace RetailKlip.Scenes;

/// <summary>A kind of loose fruit or vegetable and its varieties, which are near twins: colour and word differ, the shape stays.</summary>
/// <param name="Width">Smallest and largest, millimetres; it is about as deep.</param>
/// <param name="Height">Smallest and largest, millimetres.</param>
/// <param name="Form">See <see cref="Packaging.Form"/>.</param>
/// <param name="Plu">Of the first variety; the others take the next.</param>
internal sealed record ProduceKind(string Name, PackagingShape Shape, (float Low, float High) Width, (float Low, float High) Height,
    (float Low, float High) Form, ProduceSkin Skin, Motif Motif, int Plu,
    (string Name, string Body, string Light, string Blush)[] Varieties)
{
    /// <summary>Everything the generator draws from.</summary>
    public static readonly ProduceKind[] All =
    [
        new("Apple", PackagingShape.RoundProduce, (66, 88), (60, 80), (0.05f, 0.3f), ProduceSkin.Streaked, Motif.Apple, 4101,
            [("Royal", "D09A45", "E2C36A", "B8301E"), ("Green", "8DB63C", "B4CF6A", "A0BE45"), ("Golden", "D8C24C", "E6D98A", "D9A94A"),
                ("Dark Red", "8A1722", "A84A3A", "5E0D18"), ("Pink", "D77C78", "E8C78A", "BF3653")]),
        new("Orange", PackagingShape.RoundProduce, (58, 92), (56, 88), (0.4f, 0.6f), ProduceSkin.Pored, Motif.Orange, 4111,
            [("Navel", "EE8A1E", "F2A53E", "E5761A"), ("Mandarin", "EF7413", "F28E2E", "D9600F"), ("Blood", "CF521D", "E08A35", "9E2418"),
                ("Grapefruit", "EDB148", "F2CE78", "E07A4E"), ("Green", "8E9C33", "B3B84A", "C9A233")]),
        new("Lemon", PackagingShape.RoundProduce, (48, 66), (60, 88), (0.72f, 0.98f), ProduceSkin.Pored, Motif.Lemon, 4121,
            [("Primo", "F0D11C", "F6E269", "E2BE18"), ("Lime", "6E9A2B", "95B84A", "57822A"), ("Verdello", "B9BC36", "D6D25A", "98A62E"),
                ("Amalfi", "F2DB52", "F8EC9A", "D9C23A")]),
        new("Tomato", PackagingShape.RoundProduce, (38, 88), (34, 74), (0.05f, 0.22f), ProduceSkin.Smooth, Motif.Tomato, 4131,
            [("Vine", "C9281A", "D9482A", "B01C14"), ("Yellow", "E8B41E", "EFC84A", "DD9A18"), ("Dark", "5E2A22", "7A4A30", "3E1A18"),
                ("Green", "7A9A38", "A0B458", "5E8230"), ("Orange", "E8781C", "EE9A3E", "D9601A")]),
        new("Potato", PackagingShape.RoundProduce, (46, 74), (60, 112), (0.42f, 0.6f), ProduceSkin.Earthy, Motif.None, 4141,
            [("Waxy", "C6A469", "D6BA86", "B08A4E"), ("Red", "9A4A42", "B5695A", "7E3433"), ("Sweet", "B0603C", "C47E56", "93482E"),
                ("Blue", "473A50", "5E4C62", "2E2638")]),
        new("Onion", PackagingShape.RoundProduce, (48, 84), (50, 90), (0.68f, 0.9f), ProduceSkin.Papery, Motif.None, 4151,
            [("Yellow", "B5772F", "CF9A55", "96581F"), ("Red", "76223F", "94405A", "551530"), ("White", "E6DEC9", "F2EDE0", "CFC4A5"),
                ("Shallot", "A5653A", "BF8A5E", "7E4527")]),
        new("Pear", PackagingShape.PearProduce, (58, 78), (86, 125), (0.1f, 0.5f), ProduceSkin.Freckled, Motif.None, 4161,
            [("Williams", "CBC04B", "DCD57E", "B8A03A"), ("Russet", "8C7A3C", "A5934E", "6E5A2A"), ("Red", "8C2B2A", "A8503A", "64191F"),
                ("Green", "8FA644", "AEC06A", "7A8E3A")]),
        new("Avocado", PackagingShape.PearProduce, (60, 78), (88, 118), (0.5f, 0.8f), ProduceSkin.Warty, Motif.None, 4171,
            [("Dark", "2E2A24", "3A382E", "201C1A"), ("Green", "47652E", "5E7A3C", "344E24"), ("Purple", "40303E", "54424E", "2A1E2C"),
                ("Light", "6E8A3E", "88A254", "557030")]),
        new("Aubergine", PackagingShape.PearProduce, (62, 92), (140, 215), (0.45f, 0.85f), ProduceSkin.Smooth, Motif.None, 4181,
            [("Black", "2E1830", "3E2440", "1E0F22"), ("Violet", "6A2F6E", "86508A", "4C1E52"), ("White", "E6E0CE", "F0ECDF", "D5CCB0"),
                ("Pink", "B06A96", "C68AAE", "8E4A78")]),
        new("Pepper", PackagingShape.LobedProduce, (68, 95), (78, 118), (0, 0.4f), ProduceSkin.Smooth, Motif.None, 4191,
            [("Red", "BE1E18", "CC3A28", "9A1414"), ("Yellow", "EBB71A", "F0C846", "DB9C14"), ("Green", "3C822C", "55983E", "2C6A22"),
                ("Orange", "E67618", "EC9238", "CF5E12")]),
        new("Pumpkin", PackagingShape.LobedProduce, (120, 185), (85, 130), (0.85f, 1), ProduceSkin.Freckled, Motif.None, 4201,
            [("Hokkaido", "D85E1E", "E28040", "B84816"), ("Green", "4E6A42", "6A8458", "384E32"), ("Butter", "DDB27A", "E8C898", "C4945A"),
                ("Grey", "8E9A92", "A8B2AA", "707C76")]),
        new("Cucumber", PackagingShape.LongProduce, (36, 56), (150, 300), (0.85f, 1), ProduceSkin.Striped, Motif.None, 4211,
            [("Salad", "2F6830", "487E42", "6E9A54"), ("Courgette", "4A7A3A", "62904E", "8AA868"), ("Yellow", "E0BC32", "EACC5E", "EEDC8A"),
                ("Pale", "9CB878", "B4CA94", "C8D8AC")]),
        new("Carrot", PackagingShape.LongProduce, (24, 42), (130, 220), (0, 0.35f), ProduceSkin.Ringed, Motif.None, 4221,
            [("Orange", "E27622", "EA9244", "C85E16"), ("Purple", "4C2A48", "643E60", "351B33"), ("Yellow", "E4BC4A", "ECCF78", "CCA032"),
                ("White", "E2D8BC", "EDE6D2", "CCBE98")]),
        new("Banana", PackagingShape.BentProduce, (62, 84), (150, 200), (0.5f, 0.5f), ProduceSkin.ByMotif, Motif.Banana, 4231,
            [("Yellow", "EBC62C", "F2D860", "E2B81F"), ("Green", "A5B53C", "BEC95E", "8A9C2E"), ("Red", "8E3A30", "A8584A", "6E2824"),
                ("Ripe", "D9A81F", "E6C04A", "8A5A1E")]),
        new("Melon", PackagingShape.RoundProduce, (125, 190), (125, 200), (0.42f, 0.58f), ProduceSkin.Netted, Motif.None, 4241,
            [("Galia", "C4A552", "D4BC78", "A88A3C"), ("Cantaloupe", "B5A878", "C8BE98", "948A5C"),
                ("Honeydew", "E0CC46", "EADC7A", "CCB430"), ("Green", "6E8A4E", "8AA46A", "56703C")]),
        new("Water Melon", PackagingShape.RoundProduce, (140, 200), (140, 210), (0.42f, 0.58f), ProduceSkin.Striped, Motif.None, 4251,
            [("Striped", "7E9E52", "98B26E", "22482A"), ("Dark", "2C5230", "3C6440", "1A361F"), ("Yellow", "D4B83C", "E0CA68", "A08A24"),
                ("Pale", "A8BE82", "BCCE9C", "5E7E48")]),
        new("Peach", PackagingShape.RoundProduce, (56, 80), (54, 76), (0.1f, 0.3f), ProduceSkin.Streaked, Motif.Peach, 4261,
            [("Yellow", "E5A04A", "EDC070", "C8402E"), ("White", "E8C4A8", "F0DCC8", "D0586A"), ("Nectarine", "B53A28", "D07A3E", "8A1E22"),
                ("Apricot", "EE9E3E", "F2B566", "E07A3A")]),
        new("Mango", PackagingShape.RoundProduce, (70, 92), (95, 135), (0.42f, 0.6f), ProduceSkin.Freckled, Motif.None, 4271,
            [("Green", "6E8E3C", "8EA652", "B5542E"), ("Red", "B0442E", "C8763A", "8C2A2A"), ("Yellow", "E4B43A", "ECC866", "DE8E2E"),
                ("Purple", "6A3A48", "84545A", "4A2434")]),
        new("Kiwi", PackagingShape.RoundProduce, (44, 56), (56, 74), (0.42f, 0.56f), ProduceSkin.Freckled, Motif.None, 4281,
            [("Brown", "7A5E36", "8E7248", "5E4526"), ("Gold", "A5854A", "B89A60", "866A34"), ("Red", "84503A", "9A664E", "653828"),
                ("Green", "6E7A3A", "848E4E", "54602A")]),
    ];
}
