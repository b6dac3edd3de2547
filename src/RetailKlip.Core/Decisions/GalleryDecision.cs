using System.Collections.Immutable;
using System.Text.Json;

namespace RetailKlip.Core;

/// <summary>
/// The thresholds that belong to a gallery, with the evidence they came from: they go before those of the encoder's package, which
/// were calibrated on other products. A JSON file, and a part of a gallery on disk.
/// </summary>
/// <param name="EncoderId">Whose similarities the thresholds are about.</param>
/// <param name="Products">Products with thresholds of their own, each once.</param>
/// <param name="Data">Which pictures the thresholds were calibrated on, and how.</param>
/// <param name="Goal">What they were chosen for; null where a person wrote them.</param>
/// <param name="PickListGap">A pick list holds the products that are at most this much less similar than the nearest one, in [0, 2]; null:
/// those above <see cref="DecisionThresholds.UnknownBelow"/>.</param>
public sealed record GalleryDecision(
    EncoderId EncoderId, DecisionThresholds Thresholds, ImmutableArray<ProductThresholds> Products, string Data,
    CalibrationGoal? Goal = null, float? PickListGap = null)
{
    /// <summary>More text than thresholds for 100,000 products need is taken for a mistake.</summary>
    public const int MaxBytes = 32 << 20;

    private static readonly DecisionJson OneLine =
        new(new JsonSerializerOptions(DecisionJson.Default.Options) { WriteIndented = false });

    /// <summary>Measured on the pictures that the thresholds were chosen on; null where nobody measured.</summary>
    public DecisionRates? Rates { get; init; }

    /// <summary>Measured on halves of the pictures, each by thresholds chosen on the other: what new pictures may expect; null where
    /// nobody measured.</summary>
    public DecisionRates? HeldOut { get; init; }

    /// <summary>Reads a file that <see cref="Write"/> or a person wrote.</summary>
    /// <exception cref="FormatException">It is no such file; the message names the file and what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static GalleryDecision Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist: check the path, or write it with 'klip calibrate --out'.", path);
        if (new FileInfo(path).Length > MaxBytes)
            throw new FormatException($"{path} is larger than {MaxBytes >> 20} MiB: that is no decision file.");
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{path} is no decision file: {wrong.Message} Write it anew with 'klip calibrate --out'.", wrong);
        }
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => DurableFile.Write(path, stream => JsonSerializer.Serialize(stream, this, DecisionJson.Default.GalleryDecision));

    /// <exception cref="FormatException">The text is no decision, or a value is out of its range.</exception>
    public static GalleryDecision Parse(string json)
    {
        GalleryDecision? decision;
        try
        {
            decision = JsonSerializer.Deserialize(json, DecisionJson.Default.GalleryDecision);
        }
        catch (JsonException wrong)
        {
            throw new FormatException(wrong.Message.ReplaceLineEndings(" "), wrong);
        }
        if (decision is null)
            throw new FormatException("null is no decision.");
        try
        {
            return decision.Validated();
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    /// <summary>In one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OneLine.GalleryDecision);

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public GalleryDecision Validated()
    {
        Thresholds.Validated();
        if (Products.IsDefault)
            throw new ArgumentException("products is missing; write [] where no product has thresholds of its own.");
        foreach (var product in Products)
            Of(product).Validated();
        if (Products.GroupBy(product => product.Sku).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"product {twice.Key} stands twice in products.");
        if (PickListGap is { } gap && !(gap is >= 0 and <= 2))
            throw new ArgumentException(FormattableString.Invariant($"pickListGap is {gap}; it must lie in [0, 2]."));
        return this;
    }

    /// <summary>A product's own thresholds; what is too unlike to be suggested is the same for all.</summary>
    internal DecisionThresholds Of(ProductThresholds product) =>
        new(product.AcceptSimilarity, product.AcceptMargin, Math.Min(Thresholds.UnknownBelow, product.AcceptSimilarity));
}
