namespace RetailKlip.Vision;

/// <summary>What a <see cref="CameraWatch"/> thinks of a camera.</summary>
/// <param name="Fault">Stands until good pictures have come for a while; null while there is none.</param>
/// <param name="IsTrusted">Whether items may be named from the picture just seen: neither a fault nor the suspicion of one.</param>
/// <param name="IsRepeat">A live camera sent this picture before: it says nothing new.</param>
public sealed record CameraVerdict(CameraFault? Fault, bool IsTrusted, bool IsRepeat, FrameMeasures Measures);
