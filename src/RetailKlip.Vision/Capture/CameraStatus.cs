namespace RetailKlip.Vision;

/// <param name="Reason">One line for people: what is wrong and what to do; empty while live.</param>
/// <param name="Since">When the state began.</param>
/// <param name="FramesRead">Frames that came from the source.</param>
/// <param name="FramesReplaced">Frames that no consumer took before a newer one came.</param>
/// <param name="Reopenings">How often the source was opened again.</param>
public sealed record CameraStatus(
    CameraState State, string Reason, DateTimeOffset Since, long FramesRead, long FramesReplaced, long Reopenings);
