namespace RetailKlip.Vision;

/// <summary>A safetensors file is damaged or hostile. The message is one line and names the file.</summary>
public sealed class SafetensorsException(string message, Exception? inner = null) : Exception(message, inner);
