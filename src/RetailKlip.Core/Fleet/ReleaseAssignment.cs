namespace RetailKlip.Core;

/// <summary>Which release a kiosk should run. It is advice: the kiosk runs only what signed metadata names, and nothing older than it
/// trusted.</summary>
public sealed record ReleaseAssignment(string Gallery, long Version);
