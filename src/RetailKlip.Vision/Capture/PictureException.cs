namespace RetailKlip.Vision;

/// <summary>A picture file cannot be used. The message is one line: file, reason, remedy.</summary>
public sealed class PictureException(string message, Exception? inner = null) : Exception(message, inner);
