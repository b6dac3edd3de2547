using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>A release that is fetched, proved and ready to be swapped in.</summary>
/// <param name="Policy">For the gallery, with the encoder it belongs to.</param>
/// <param name="Encoder">Opened and proved by its golden vectors; null where the one in use stays.</param>
internal sealed record NextRelease(ReleaseHeader Header, Gallery Gallery, DecisionPolicy Policy, Encoder? Encoder) : IDisposable
{
    public void Dispose() => Encoder?.Dispose();
}
