namespace RetailKlip.Scenes;

/// <summary>
/// What stands around a single item and covers some of it, by chance. Where neither shelf, tray nor hand falls to a view, the item lies
/// alone as without surroundings.
/// </summary>
public sealed record Surroundings
{
    /// <summary>As shops and shoppers have it.</summary>
    public static readonly Surroundings Store = new() { Shelf = 0.4, Tray = 0.2, Hand = 0.18, Covered = 0.3 };

    /// <summary>Chance that it stands on a shelf, between others and behind a price rail.</summary>
    public double Shelf { get; init; }

    /// <summary>Chance that it lies among others on a tray or table.</summary>
    public double Tray { get; init; }

    /// <summary>Chance that a hand holds it. The three sum up to at most 1.</summary>
    public double Hand { get; init; }

    /// <summary>Chance that a hand, a sleeve or another product comes before an item that no hand holds.</summary>
    public double Covered { get; init; }

    /// <summary>Largest share of an item's pixels that may be hidden, in [0, 0.9]: enough must be left to know it by.</summary>
    public double MostCovered { get; init; } = 0.35;

    /// <summary>What else stands about, near twins among it; where there is none, more of the same.</summary>
    public IReadOnlyList<DrawnProduct> Neighbours { get; init; } = [];

    /// <exception cref="ArgumentException">A chance is none.</exception>
    internal void Check()
    {
        foreach (var (name, chance) in (ReadOnlySpan<(string, double)>)
            [(nameof(Shelf), Shelf), (nameof(Tray), Tray), (nameof(Hand), Hand), (nameof(Covered), Covered)])
            if (chance is not (>= 0 and <= 1))
                throw new ArgumentException($"{name} is {chance}; a chance is from 0 to 1.");
        if (Shelf + Tray + Hand > 1)
            throw new ArgumentException($"Shelf, Tray and Hand sum up to {Shelf + Tray + Hand}; at most 1 is possible.");
        if (MostCovered is not (>= 0 and <= 0.9))
            throw new ArgumentException($"MostCovered is {MostCovered}; from 0 to 0.9 is possible, so that something of the item is left.");
    }
}
