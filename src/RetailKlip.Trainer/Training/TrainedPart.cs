namespace RetailKlip.Trainer;

/// <summary>Which layers learn; the loss's own weights always do.</summary>
public enum TrainedPart
{
    Full,

    /// <summary>The head and as many blocks below it as the recipe says.</summary>
    LastBlocks,

    HeadOnly,

    /// <summary>None: with a softmax loss this is a linear probe.</summary>
    Frozen,
}
