using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Scenes;

/// <summary>
/// Endless random products in families of near twins. The same seed and index always give the same product. None can be
/// taken for one of the demo catalogue: skus begin with "gen-", GTINs with 191, PLUs with 41 or 42, and its brands are never used.
/// </summary>
public sealed class ProductGenerator(int seed, Assortment assortment = Assortment.Packed)
{
    /// <summary>Products of indices n·4 … n·4+3 are variants of one family.</summary>
    public const int VariantsPerFamily = 4;

    /// <summary>Of a supermarket's families, so manieth ones are loose fruit and vegetables.</summary>
    private const int LooseEvery = 5;

    /// <summary>No GS1 member organisation has the prefixes 140 to 199.</summary>
    internal const string GtinPrefix = "191";

    private static readonly string[] Onsets = ["B", "Br", "D", "F", "G", "K", "Kl", "L", "M", "N", "P", "Pr", "R", "S", "St", "T", "Tr",
        "V", "W", "Z", "", "Sch", "Fl", "H", "J"];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ia", "au", "ea", "y", "ä", "ö", "é"];
    private static readonly string[] Middles = ["l", "n", "r", "m", "d", "t", "s", "v", "nd", "rl", "st", "ll", "tt", "k", "ss", "b"];
    private static readonly string[] Ends = ["", "", "n", "s", "x", "ra", "lo", "na", "tta", "ro", "la", "ne", "ki", "ster", "berg",
        "well", "field", "mo"];
    private static readonly string[] Additions = ["Farm", "& Sons", "Bio", "Mill", "Valley", "Kitchen", "Co.", "1894", "Hof", "Plus"];
    private static readonly string[] Taglines = ["", "", "Since 1921", "Pure taste", "From the valley", "Simply good", "Slowly made",
        "Fresh every day", "The original", "Made with care"];
    private static readonly string[] Claims = ["", "", "", "NEW", "BIO", "+20 %", "VEGAN", "0 % Sugar", "2 for 1", "Family Pack"];
    private static readonly string[] Stuff = ["sugar", "wheat flour", "water", "salt", "milk powder", "rapeseed oil", "natural flavouring",
        "cocoa butter", "pectin", "citric acid", "lecithin", "barley malt", "whey", "onion powder"];
    private static readonly Lettering[] Brands =
    [
        Lettering.Lobster, Lettering.Brush, Lettering.Leckerli, Lettering.Dancing, Lettering.Poster, Lettering.SpartanBlack,
        Lettering.Kaffeehaus, Lettering.SerifBold,
        Lettering.SlabBold, Lettering.RoundedBold, Lettering.Black, Lettering.HumanistExtraBold, Lettering.NarrowBold,
        Lettering.SerifItalic,
    ];
    private static readonly Lettering[] Names = [Lettering.CondensedBold, Lettering.Quick, Lettering.Spartan, Lettering.Slab,
        Lettering.Narrow, Lettering.HumanistExtraBold, Lettering.SerifBold, Lettering.PlainBold];

    public int Seed => seed;

    /// <summary>The code of the product that a generator of this seed gives at an index.</summary>
    public static Sku SkuOf(int seed, int index) => Sku.Parse(Invariant($"gen-{seed}-{index}"));

    /// <param name="index">At least 0.</param>
    public DrawnProduct Product(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var family = index / VariantsPerFamily;
        var random = new SeededRandom(seed, family + 1000);
        var brand = Brand(random);
        if (assortment == Assortment.Supermarket && family % LooseEvery == LooseEvery - 1)
            return Loose(index, brand, random);
        var kind = random.Pick(GoodsKind.All);
        var art = Art(brand, kind, random) with { Photographed = assortment == Assortment.Supermarket && family % 2 == 1 };
        var packaging = Pack(kind, random);
        var flavours = kind.Flavours.DistinctBy(flavour => flavour.Variant).ToArray();
        random.Shuffle(flavours);
        var variant = index % VariantsPerFamily;
        var flavour = flavours[variant];
        // In every third family the picture stays and only colour and word change: the hard ones.
        var samePicture = random.Chance(0.33f);
        var picture = samePicture ? flavours[0] : flavour;
        var hue = random.Between(-0.2f, 0.2f);
        var tone = flavour.Colour.Mix(hue > 0 ? Colour.White : new Colour(0, 0, 0), MathF.Abs(hue));
        art = art with
        {
            Variant = flavour.Variant,
            Flavour = tone,
            Motif = picture.Motif,
            SecondMotif = picture.Second,
            Ean = BarcodePainter.WithCheckDigit(Invariant($"{GtinPrefix}{(uint)seed % 1000:D3}{index % 1000000:D6}")),
        };
        if (packaging.Shape is PackagingShape.Jar or PackagingShape.Flask or PackagingShape.Bottle && random.Chance(0.5f))
            packaging = packaging with { Body = tone.Mix(packaging.Body, 0.2f) };
        var product = new Product(SkuOf(seed, index), $"{brand} {art.Name} {art.Variant}", Gtin.Parse(art.Ean));
        return new DrawnProduct(product, $"{brand} {art.Name}", packaging, art);
    }

    /// <summary>A family is one kind in four varieties, with one brand's stickers or none.</summary>
    private DrawnProduct Loose(int index, string brand, SeededRandom random)
    {
        var kind = random.Pick(ProduceKind.All);
        float width = random.Between(kind.Width.Low, kind.Width.High), height = random.Between(kind.Height.Low, kind.Height.High);
        var form = random.Between(kind.Form.Low, kind.Form.High);
        var depth = kind.Shape == PackagingShape.BentProduce ? 0.48f * width : width * random.Between(0.9f, 1);
        var accent = Colour.FromHsv(random.Between(0, 360), random.Between(0.5f, 1), random.Between(0.3f, 0.8f));
        var stickers = random.Chance(0.4f);
        var number = random.Below(1 << 20);
        var order = Enumerable.Range(0, kind.Varieties.Length).ToArray();
        random.Shuffle(order);
        var variety = kind.Varieties[order[index % VariantsPerFamily]];
        var plu = Invariant($"{kind.Plu + order[index % VariantsPerFamily]}");
        var packaging = new Packaging(kind.Shape, width, height, depth, Colour.Parse(variety.Body),
            kind.Shape == PackagingShape.LobedProduce ? Colour.Parse("5E7A36") : Colour.Parse("6B5232"), form);
        var art = new Artwork
        {
            Brand = stickers ? brand : "",
            Name = kind.Name,
            Variant = plu,
            Weight = "",
            Layout = LabelLayout.Minimal,
            BrandLettering = Lettering.RoundedBold,
            NameLettering = Lettering.Quick,
            Ground = Colour.Parse(variety.Light),
            Accent = accent,
            Flavour = Colour.Parse(variety.Blush),
            Motif = kind.Motif,
            Skin = kind.Skin,
            Seed = number,
        };
        var name = $"{(stickers ? brand + " " : "")}{kind.Name} {variety.Name}";
        var product = new Product(SkuOf(seed, index), name, Plu: Plu.Parse(plu));
        return new DrawnProduct(product, Invariant($"{brand} {kind.Name}"), packaging, art);
    }

    private static string Brand(SeededRandom random)
    {
        while (true)
        {
            var name = random.Pick(Onsets) + random.Pick(Vowels) + random.Pick(Middles)
                + (random.Chance(0.6f) ? random.Pick(Vowels)[..1] + random.Pick(Ends) : random.Pick(Ends));
            name = char.ToUpperInvariant(name[0]) + name[1..];
            if (random.Chance(0.2f))
                name += " " + random.Pick(Additions);
            if (random.Chance(0.2f))
                name = name.ToUpperInvariant();
            if (name.Length > 3 && !DemoBrands.All.Any(brand => string.Equals(brand, name, StringComparison.OrdinalIgnoreCase)))
                return name;
        }
    }

    private static Artwork Art(string brand, GoodsKind kind, SeededRandom random)
    {
        var hue = random.Between(0, 360);
        var ground = random.Below(4) switch
        {
            0 => Colour.FromHsv(hue, random.Between(0, 0.1f), random.Between(0.93f, 1)),
            1 => Colour.FromHsv(hue, random.Between(0.1f, 0.3f), random.Between(0.85f, 1)),
            2 => Colour.FromHsv(hue, random.Between(0.5f, 0.9f), random.Between(0.35f, 0.9f)),
            _ => Colour.FromHsv(hue, random.Between(0, 0.5f), random.Between(0.08f, 0.3f)),
        };
        var accent = Colour.FromHsv((hue + random.Between(60, 300)) % 360, random.Between(0.45f, 1), random.Between(0.3f, 0.95f));
        var ingredients = new List<string>(Stuff);
        random.Shuffle(ingredients);
        return new Artwork
        {
            Brand = brand,
            Name = random.Pick(kind.Names),
            Variant = "",
            Weight = random.Pick(kind.Weights),
            Claim = random.Pick(Claims),
            Tagline = random.Pick(Taglines),
            Ingredients = $"Ingredients: {string.Join(", ", ingredients.Take(random.Below(6) + 5))}. "
                + $"Store in a cool, dry place. Keep closed after opening. Packed for {brand}.",
            Layout = (LabelLayout)random.Below(8),
            BrandLettering = random.Pick(Brands),
            NameLettering = random.Pick(Names),
            Ground = ground,
            Accent = accent,
            Flavour = accent,
            Seed = random.Below(1 << 20),
        };
    }

    private static Packaging Pack(GoodsKind kind, SeededRandom random)
    {
        var shape = random.Pick(kind.Shapes);
        float width = random.Between(kind.Width.Low, kind.Width.High), height = random.Between(kind.Height.Low, kind.Height.High);
        var depth = kind.Depth.High > 0 ? random.Between(kind.Depth.Low, kind.Depth.High) : width;
        if (shape is PackagingShape.Jar or PackagingShape.Bottle)
            width = depth = MathF.Min(width, shape == PackagingShape.Bottle ? 74 : 90);
        var body = random.Below(4) switch
        {
            0 => Colour.White,
            1 => Colour.FromHsv(random.Between(0, 360), random.Between(0.3f, 0.9f), random.Between(0.25f, 0.9f)),
            2 => Colour.FromHsv(random.Between(20, 120), random.Between(0.5f, 1), random.Between(0.12f, 0.5f)),
            _ => Colour.FromHsv(random.Between(0, 360), random.Between(0, 0.2f), random.Between(0.5f, 1)),
        };
        var closure = random.Chance(0.5f) ? Colour.FromHsv(random.Between(0, 360), random.Between(0.2f, 0.9f), random.Between(0.2f, 0.95f))
            : random.Chance(0.5f) ? Colour.White : Colour.Parse("C9A648");
        return new Packaging(shape, width, height, depth, body, closure, random.Unit());
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
