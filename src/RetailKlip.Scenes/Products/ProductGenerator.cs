namespace RetailKlip.Scenes;

/// <summary>
/// Endless random products in families of near twins, none of them of the demo catalogue. The same seed and index always
/// give the same product.
/// </summary>
public sealed class ProductGenerator(int seed)
{
    /// <summary>Products of indices n·4 … n·4+3 are variants of one family.</summary>
    public const int VariantsPerFamily = 4;

    public int Seed => seed;

    /// <param name="index">At least 0.</param>
    public DrawnProduct Product(int index) => throw new NotImplementedException();
}
