namespace RetailKlip.Scenes;

/// <summary>What is printed on a packaging, as values; near twins share all but a few of them.</summary>
public sealed record Artwork
{
    public required string Brand { get; init; }

    public required string Name { get; init; }

    /// <summary>Flavour, grade or kind: the words in which near twins differ.</summary>
    public required string Variant { get; init; }

    /// <summary>Net content as printed, such as "500 g".</summary>
    public required string Weight { get; init; }

    /// <summary>A badge's words; empty for none.</summary>
    public string Claim { get; init; } = "";

    public string Tagline { get; init; } = "";

    public string Ingredients { get; init; } = "";

    /// <summary>13 digits under the bar code; empty for none.</summary>
    public string Ean { get; init; } = "";

    public required LabelLayout Layout { get; init; }

    public required Lettering BrandLettering { get; init; }

    public required Lettering NameLettering { get; init; }

    public required Colour Ground { get; init; }

    public required Colour Accent { get; init; }

    /// <summary>The colour by which a variant is known.</summary>
    public required Colour Flavour { get; init; }

    public Motif Motif { get; init; }

    /// <summary>Beside the first; none for one kind of picture only.</summary>
    public Motif SecondMotif { get; init; }

    /// <summary>Of loose fruit and vegetables.</summary>
    public ProduceSkin Skin { get; init; }

    /// <summary>The motif is pictured as if photographed, where that can be done.</summary>
    public bool Photographed { get; init; }

    /// <summary>Chooses what words do not say: places of pictures, ornaments, figures of the nutrition table.</summary>
    public int Seed { get; init; }
}
