using System.Collections.Immutable;

namespace RetailKlip.Scenes;

/// <summary>The products of the demo shop: invented brands, among them near twins.</summary>
public static class DemoCatalogue
{
    /// <summary>In sku order, each with its thumbnail.</summary>
    public static ImmutableArray<DrawnProduct> Products => throw new NotImplementedException();

    /// <summary>Pairs of one family that differ in flavour colour, a word or a grade only.</summary>
    public static ImmutableArray<(DrawnProduct First, DrawnProduct Second)> Twins => throw new NotImplementedException();
}
