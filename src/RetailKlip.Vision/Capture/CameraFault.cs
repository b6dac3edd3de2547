namespace RetailKlip.Vision;

/// <summary>A fault of a camera, as it was when it was found.</summary>
/// <param name="Reason">One line for people: camera, cause with its numbers, remedy.</param>
/// <param name="Measured">The picture that confirmed it; of a camera that sends none, the last one.</param>
public sealed record CameraFault(CameraFaultKind Kind, string Reason, FrameMeasures Measured);
