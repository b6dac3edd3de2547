using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>What the kiosk made of one drawn tray.</summary>
/// <param name="Alone">What it named without asking.</param>
/// <param name="Helped">The same with what the shopper can pick from the lists it offers.</param>
/// <param name="Strangers">Items that lay there and are not sold.</param>
/// <param name="Items">The tracks at the end.</param>
/// <param name="DecisionSeconds">From the first frame that shows an item to its decision, by the frames' own times.</param>
/// <param name="BusyMs">What the pipeline took for all frames.</param>
internal sealed record SceneOutcome(
    CheckoutList Alone, CheckoutList Helped, int Strangers, IReadOnlyList<SeenItem> Items, IReadOnlyList<double> DecisionSeconds, double BusyMs);
