using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>What the kiosk made of one drawn tray.</summary>
/// <param name="Alone">What it named without asking.</param>
/// <param name="Helped">The same with what the shopper can pick from the lists it offers.</param>
/// <param name="Strangers">Items that lay there and are not sold.</param>
/// <param name="StrangersNamed">Of those: accepted as a product.</param>
/// <param name="Found">Items, sold or not, that have a track of their own in their place.</param>
/// <param name="Tracks">Tracks at the end; <paramref name="Asked"/> and <paramref name="Unknown"/> are some of them.</param>
/// <param name="DecisionSeconds">From the first frame that shows an item to its decision, by the frames' own times.</param>
/// <param name="BusyMs">What the pipeline took for all frames.</param>
internal sealed record SceneOutcome(
    CheckoutList Alone,
    CheckoutList Helped,
    int Strangers,
    int StrangersNamed,
    int Found,
    int Tracks,
    int Asked,
    int Unknown,
    IReadOnlyList<double> DecisionSeconds,
    double BusyMs);
