namespace RetailKlip.Core;

/// <summary>A release is not what its record says: cut short, changed, of another gallery, or none at all. Nothing of it was
/// used.</summary>
public sealed class ReleaseRefusedException(string path, string reason, Exception? inner = null)
    : IOException($"Release {path} is refused ({reason}): the release in use stays; fetch this one again, or publish a new one.", inner)
{
    public string Path { get; } = path;

    public string Reason { get; } = reason;
}
