namespace RetailKlip.Core;

/// <summary>A gallery on disk is not what was written: cut short, changed, or no gallery at all.</summary>
public sealed class GalleryDamagedException(string path, string reason, Exception? inner = null)
    : IOException($"Gallery {path} is damaged ({reason}): build it again, or put an undamaged copy in its place.", inner)
{
    public string Path { get; } = path;

    public string Reason { get; } = reason;
}
