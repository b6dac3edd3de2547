namespace RetailKlip.Trainer;

/// <summary>An exported model does not compute what the trained one does; nothing was written.</summary>
public sealed class ExportException(string message) : Exception(message);
