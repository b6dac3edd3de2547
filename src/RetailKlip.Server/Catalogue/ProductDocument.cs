using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>A product as the API takes and gives it.</summary>
internal sealed record ProductDocument
{
    public required string Sku { get; init; }

    /// <summary>By language, such as <c>de</c> or <c>pt-BR</c>; at least one.</summary>
    public required SortedDictionary<string, string> Names { get; init; }

    /// <summary>The trade item numbers that its packages bear, the usual one first; no other product's.</summary>
    public IReadOnlyList<string> Gtins
    {
        get;
        // The JSON reader sets what was left out to null.
        init => field = value ?? [];
    } = [];

    public string? Plu { get; init; }

    public PriceDocument? Price { get; init; }

    public string? Department { get; init; }

    public WeightDocument? Weight { get; init; }

    /// <summary>In years; the store's person must agree to a sale.</summary>
    public int? MinimumAge { get; init; }

    /// <summary>What tells it from its near twins.</summary>
    public TieBreaker TieBreaker { get; init; }

    /// <summary>Who must agree with the picture: the bar code of goods of high value, the weight, a person.</summary>
    public Witnesses Required { get; init; }

    /// <summary>A copy of what a shopper pays.</summary>
    /// <param name="Amount">In the smallest unit of the currency, such as cents.</param>
    /// <param name="Currency">Three capital letters (ISO 4217).</param>
    internal sealed record PriceDocument(long Amount, string Currency, PriceUnit Unit = PriceUnit.Piece);

    /// <param name="Grams">Of one piece, to the milligram.</param>
    /// <param name="Tolerance">Grams that a piece may weigh more or less.</param>
    internal sealed record WeightDocument(decimal Grams, decimal Tolerance);
}
