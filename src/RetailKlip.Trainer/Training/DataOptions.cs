namespace RetailKlip.Trainer;

/// <summary>What to learn from. <c>%NAME%</c> in a path stands for an environment variable.</summary>
public sealed record DataOptions
{
    /// <summary>Folder of the Grocery Store Dataset with <c>dataset/</c> and <c>protocols/</c>; null to do without.</summary>
    public string? GroceryStore { get; init; }

    /// <summary>Which lists of it.</summary>
    public IReadOnlyList<string> Lists { get; init; } = ["train.txt", "val.txt"];

    /// <summary>How often each of its studio pictures counts.</summary>
    public int StudioCopies { get; init; } = 4;

    /// <summary>Keeps every n-th of its products out of training, to choose settings and thresholds on; 0 keeps none.</summary>
    public int HoldOutEvery { get; init; }

    /// <summary>Folders of product folders, their products joined as further classes.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Tab-separated files of pictures and products, see <see cref="ProductManifest"/>, joined likewise.</summary>
    public IReadOnlyList<string> Manifests { get; init; } = [];

    /// <summary>
    /// Keeps every n-th product of each source out of training, beyond those of <see cref="HoldOutEvery"/>, to validate on; 0
    /// keeps none.
    /// </summary>
    public int ValidationEvery { get; init; }

    /// <summary>Pictures of a product validated on that are enrolled, its first ones; the others are asked.</summary>
    public int ValidationShots { get; init; } = 3;

    /// <summary>Stops where a picture is trained on and kept out of training at once; false only lists such pairs.</summary>
    public bool RefuseDuplicates { get; init; } = true;

    /// <summary>Products to draw into the run's folder and join; null for none.</summary>
    public DrawnOptions? Drawn { get; init; }

    /// <summary>Shorter side in pixels that pictures are kept at in memory.</summary>
    public int ShortSide { get; init; } = 160;

    /// <summary>How many classes each product of the Grocery Store Dataset stands for, by exchanging colour channels: 1 to 6.</summary>
    public int Recolourings { get; init; } = 1;
}
