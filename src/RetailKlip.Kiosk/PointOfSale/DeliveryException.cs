namespace RetailKlip.Kiosk;

/// <summary>A point of sale did not take a message.</summary>
/// <param name="message">Names address, file or device, what it answered and the remedy.</param>
internal sealed class DeliveryException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>How long it asked to be left alone; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>It wants no more messages: it is not asked again before the kiosk starts anew.</summary>
    public bool IsGone { get; init; }
}
