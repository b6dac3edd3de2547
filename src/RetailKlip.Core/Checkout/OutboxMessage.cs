namespace RetailKlip.Core;

/// <summary>One event of a basket on its way to a point of sale.</summary>
/// <param name="Position">Rises by one from message to message of the kiosk.</param>
/// <param name="Sequence">Of the event in its basket, from 1 without a gap.</param>
/// <param name="At">Whole milliseconds.</param>
/// <param name="Type">Such as <c>line.added</c>: see <see cref="TillEvent"/>.</param>
/// <param name="Evidence">SHA-256 in hex of the event as the kiosk keeps it, and of all before it in the basket: names the record with
/// everything that recognition rested on.</param>
/// <param name="Data">A <see cref="TillEvent"/> as JSON.</param>
public sealed record OutboxMessage(long Position, Guid Basket, int Sequence, DateTimeOffset At, string Type, string Evidence, string Data)
{
    /// <summary>The idempotency key: the same however often the message is sent, of no other message of any kiosk.</summary>
    public string Id => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Basket}-{Sequence}");
}
