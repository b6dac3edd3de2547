namespace RetailKlip.Vision;

/// <summary>Where the time of one batch went.</summary>
/// <param name="Preprocess">From crops to the input tensor.</param>
/// <param name="Encode">The encoder's run alone.</param>
public readonly record struct EncodeTimings(TimeSpan Preprocess, TimeSpan Encode);
