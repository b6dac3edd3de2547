using System.Collections.Immutable;
using RetailKlip.Core;

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

    /// <summary>What the shopper took out last and can put back with one touch; null where there is nothing.</summary>
    public Product? TakenOut { get; init; }

    /// <summary>What the till says that it comes to; null while it has not said.</summary>
    public TillTotal? Total { get; init; }

    public int ItemCount => Lines.Sum(line => line.Quantity);

    /// <summary>The first that keeps the basket from being finished now.</summary>
    public FinishProblem FinishProblem => Phase != CheckoutPhase.Open ? FinishProblem.NotOpen
        : Lines.IsEmpty ? FinishProblem.Empty
        : !Questions.IsEmpty ? FinishProblem.OpenQuestions
        : Lines.Any(line => line.NeedsConsent) ? FinishProblem.ConsentMissing
        : FinishProblem.None;

    public bool CanFinish => FinishProblem == FinishProblem.None;

    public bool Equals(CheckoutView? other) => other is not null
        && (Session, Phase, HelpAsked, TakenOut?.Sku, Total) == (other.Session, other.Phase, other.HelpAsked, other.TakenOut?.Sku, other.Total)
        && Lines.AsSpan().SequenceEqual(other.Lines.AsSpan()) && Questions.AsSpan().SequenceEqual(other.Questions.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Session, Phase, Lines.Length, Questions.Length, HelpAsked);
}
