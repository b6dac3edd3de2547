using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>A frame on its way to recognition.</summary>
/// <param name="ArrivedAt">When the kiosk got it, as a timestamp of its <see cref="TimeProvider"/>.</param>
/// <param name="IsTrusted">Whether items may be named from it.</param>
internal sealed record ArrivedFrame(Frame Frame, long ArrivedAt, bool IsTrusted) : IDisposable
{
    public void Dispose() => Frame.Dispose();
}
