using System.Collections.Immutable;

namespace RetailKlip.Kiosk;

/// <summary>The checkout as the page and the API show it, at one moment.</summary>
/// <param name="Session">The basket's id; null while none is open.</param>
/// <param name="Lines">In the order in which their products came first.</param>
/// <param name="Questions">Items that wait for an answer, in the order they came.</param>
/// <param name="HelpAsked">The shopper waits for help.</param>
public sealed record CheckoutView(
    Guid? Session, CheckoutPhase Phase, ImmutableArray<CheckoutLine> Lines, ImmutableArray<CheckoutQuestion> Questions, bool HelpAsked)
{
    public static CheckoutView Empty { get; } = new(null, CheckoutPhase.TrayNotClear, [], [], false);

    public int ItemCount => Lines.Sum(line => line.Quantity);

    /// <summary>Whether finishing makes sense now: something is in the basket and no item waits for its name.</summary>
    public bool CanFinish => Phase == CheckoutPhase.Open && Lines.Length > 0 && Questions.IsEmpty;

    public bool Equals(CheckoutView? other) => other is not null && Session == other.Session && Phase == other.Phase && HelpAsked == other.HelpAsked
        && Lines.AsSpan().SequenceEqual(other.Lines.AsSpan()) && Questions.AsSpan().SequenceEqual(other.Questions.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Session, Phase, Lines.Length, Questions.Length, HelpAsked);
}
