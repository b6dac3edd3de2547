namespace RetailKlip.Server;

/// <summary>A stored file is missing or is not what was stored. The message names it and the remedy.</summary>
internal sealed class FileDamagedException(string message) : IOException(message);
