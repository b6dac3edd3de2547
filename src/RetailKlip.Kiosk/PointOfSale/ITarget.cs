using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>A way to a point of sale. Called by one <see cref="Delivery"/>, message after message, again and again until it
/// succeeds.</summary>
internal interface ITarget : IDisposable
{
    /// <summary>Sending twice does harm: what may have been sent is not sent again.</summary>
    bool AtMostOnce { get; }

    /// <summary>Makes sure that a message can be sent: connects, opens.</summary>
    /// <exception cref="DeliveryException">It cannot now.</exception>
    Task OpenAsync(CancellationToken stopping);

    /// <summary>Returns once the other side has the message for good, or wants none of its kind.</summary>
    /// <exception cref="DeliveryException">It has not, or may not have.</exception>
    Task DeliverAsync(OutboxMessage message, CancellationToken stopping);
}
