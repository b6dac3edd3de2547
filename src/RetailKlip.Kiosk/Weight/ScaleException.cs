namespace RetailKlip.Kiosk;

/// <summary>A scale cannot be reached, does not answer, or refuses. The message is one line: scale, reason, remedy.</summary>
public sealed class ScaleException(string message, Exception? inner = null) : Exception(message, inner);
