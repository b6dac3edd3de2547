namespace RetailKlip.Vision;

/// <summary>
/// A model package is damaged, foreign or does not do what its manifest says. The message is one line: folder or file,
/// reason, remedy.
/// </summary>
public sealed class ModelPackageException(string message, Exception? inner = null) : Exception(message, inner);
