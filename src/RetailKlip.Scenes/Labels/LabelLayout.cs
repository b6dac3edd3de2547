namespace RetailKlip.Scenes;

/// <summary>How a label's front is arranged.</summary>
public enum LabelLayout
{
    /// <summary>Brand on a curved banner at the top, picture in the middle, name below.</summary>
    Banner,

    /// <summary>Brand in an oval, picture growing in from below.</summary>
    Oval,

    /// <summary>Ground parted by a diagonal, brand slanted.</summary>
    Diagonal,

    /// <summary>Much white, thin type, one stripe.</summary>
    Minimal,

    /// <summary>The flavour's colour all over, rays, very large brand.</summary>
    Burst,

    /// <summary>Framed, set in serif, a round crest.</summary>
    Classic,

    /// <summary>The picture fills the lower half as a pattern.</summary>
    Pattern,

    /// <summary>Upright stripes with a round shield.</summary>
    Stripes,
}
