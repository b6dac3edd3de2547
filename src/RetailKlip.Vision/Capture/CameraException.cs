namespace RetailKlip.Vision;

/// <summary>A camera source is missing, broken or silent. The message is one line: source, reason, remedy.</summary>
public sealed class CameraException(string message, Exception? inner = null) : Exception(message, inner);
