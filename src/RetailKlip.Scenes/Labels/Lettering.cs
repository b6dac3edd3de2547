namespace RetailKlip.Scenes;

/// <summary>The typefaces that labels are set in.</summary>
public enum Lettering
{
    Plain,
    PlainBold,
    Black,
    Condensed,
    CondensedBold,
    Humanist,
    HumanistExtraBold,
    Slab,
    SlabBold,
    Serif,
    SerifBold,
    SerifItalic,
    Poster,
    Kaffeehaus,
    Spartan,
    SpartanBlack,
    Rounded,
    RoundedBold,
    Quick,
    Narrow,
    NarrowBold,
    Lobster,
    Brush,
    Leckerli,
    Dancing,
}
