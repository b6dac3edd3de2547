using System.Text.Json.Serialization;

namespace RetailKlip.Kiosk;

/// <summary>The one line that <c>--once</c> prints.</summary>
/// <param name="Seconds">From the start of the kiosk to the basket, 0.1 s steps.</param>
internal sealed record OnceOutcome(IReadOnlyList<OnceOutcome.Pieces> Lines, IReadOnlyList<OnceOutcome.Pieces> Expected, double Seconds)
{
    [JsonIgnore]
    public bool IsRight => Lines.OrderBy(line => line.Sku, StringComparer.Ordinal).SequenceEqual(Expected.OrderBy(line => line.Sku, StringComparer.Ordinal));

    internal sealed record Pieces(string Sku, int Quantity);
}
