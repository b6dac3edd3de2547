namespace RetailKlip.Core;

/// <summary>A line of a protocol file breaks a rule.</summary>
/// <param name="line">From 1.</param>
public sealed class ProtocolException(string path, int line, string what) : IOException($"{path}:{line}: {what}.")
{
    public string Path { get; } = path;

    public int Line { get; } = line;
}
