namespace RetailKlip.Vision;

public sealed record PipelineOptions
{
    /// <summary>Least views of an item before it is reported.</summary>
    public int ViewsToSettle { get; init; } = 3;

    /// <summary>Views after which an item is reported even where they disagree.</summary>
    public int MaxViewsToSettle { get; init; } = 6;

    /// <summary>Share of an item's views, in (0, 1], that must have led to the same decision for it to be reported early.</summary>
    public double SettleAgreement { get; init; } = 0.6;

    /// <summary>Still frames that an item must be missing from before it is gone.</summary>
    public int ViewsToRemove { get; init; } = 2;

    /// <summary>Least overlap (intersection over union) of two boxes of one resting item.</summary>
    public double SameItemOverlap { get; init; } = 0.3;

    /// <summary>Below this overlap with its box at its last embedding an item is embedded again.</summary>
    public double UnmovedOverlap { get; init; } = 0.75;

    /// <summary>What a look must be like to count.</summary>
    public QualityOptions Quality { get; init; } = new();
}
