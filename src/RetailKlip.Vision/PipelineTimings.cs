namespace RetailKlip.Vision;

/// <summary>Where the time of one frame went.</summary>
/// <param name="Crop">Finding items and cutting them.</param>
/// <param name="Preprocess">From crops to the encoder's input.</param>
/// <param name="Encode">The encoder's run alone; zero for a frame that brought nothing new.</param>
/// <param name="Match">Searching the gallery, deciding, following items.</param>
public readonly record struct PipelineTimings(TimeSpan Crop, TimeSpan Preprocess, TimeSpan Encode, TimeSpan Match)
{
    public TimeSpan Total => Crop + Preprocess + Encode + Match;

    /// <summary>Everything besides the encoder.</summary>
    public TimeSpan Other => Crop + Preprocess + Match;
}
