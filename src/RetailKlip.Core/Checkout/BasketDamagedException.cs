namespace RetailKlip.Core;

/// <summary>The baskets on disk are not what was written.</summary>
public sealed class BasketDamagedException(string path, string reason, Exception? inner = null)
    : IOException($"Baskets {path} are damaged ({reason}): move the file away, so that the kiosk starts a new one.", inner)
{
    public string Path { get; } = path;

    public string Reason { get; } = reason;
}
