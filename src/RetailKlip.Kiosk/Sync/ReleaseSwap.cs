using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// Where a release waits for the moment between two shoppers. Sync offers, recognition takes between two frames: nothing that is being
/// computed is mixed, and an encoder is disposed only when nobody computes with it.
/// </summary>
internal sealed class ReleaseSwap : IDisposable
{
    private NextRelease? _waiting;

    public bool IsWaiting => Volatile.Read(ref _waiting) is not null;

    /// <summary>The release in use; null while the kiosk runs a gallery of its own.</summary>
    public Latest<ReleaseHeader?> Running { get; } = new(null);

    /// <summary>The package of the encoder in use; null until there is one.</summary>
    public ModelPackage? Package { get; set; }

    /// <summary>What that encoder runs on; null until there is one.</summary>
    public string? Provider { get; set; }

    /// <summary>Takes the place of a release that waits already.</summary>
    public void Offer(NextRelease next) => Interlocked.Exchange(ref _waiting, next)?.Dispose();

    /// <returns>The release that waited, which becomes the caller's; null where none did.</returns>
    public NextRelease? Take() => Interlocked.Exchange(ref _waiting, null);

    public void Dispose() => Take()?.Dispose();
}
