namespace RetailKlip.Scenes;

/// <summary>How the skin of loose fruit and vegetables looks.</summary>
public enum ProduceSkin
{
    /// <summary>By the motif: streaks, freckles or the banana's edges.</summary>
    ByMotif,

    /// <summary>Streaks from end to end, as on apples.</summary>
    Streaked,

    /// <summary>Fine pores, as on citrus fruit.</summary>
    Pored,

    /// <summary>Taut, with hardly a mark, as on tomatoes.</summary>
    Smooth,

    /// <summary>Russet freckles, as on pears.</summary>
    Freckled,

    /// <summary>Earth, eyes and scabs, as on potatoes.</summary>
    Earthy,

    /// <summary>Dark knobs, as on avocados.</summary>
    Warty,

    /// <summary>Rings across, as on carrots.</summary>
    Ringed,

    /// <summary>Broad stripes from end to end, as on cucumbers and water melons.</summary>
    Striped,

    /// <summary>Papery, with thin lines from end to end, as on onions.</summary>
    Papery,

    /// <summary>A net of cork, as on melons.</summary>
    Netted,
}
