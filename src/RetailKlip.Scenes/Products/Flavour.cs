namespace RetailKlip.Scenes;

/// <summary>One kind of a range: the word, colour and picture by which it is told from its twins.</summary>
internal sealed record Flavour(string Variant, string Hex, Motif Motif, Motif Second = Motif.None)
{
    public Colour Colour => Colour.Parse(Hex);
}
