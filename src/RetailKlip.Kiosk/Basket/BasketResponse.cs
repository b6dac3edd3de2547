using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What <c>GET /api/basket</c> and the event <c>basket</c> say.</summary>
/// <param name="Phase"><c>trayNotClear</c>, <c>open</c> or <c>finished</c>.</param>
/// <param name="Problem">What keeps it from being finished now.</param>
/// <param name="Total">What the till says that it comes to; null while it has not said.</param>
internal sealed record BasketResponse(
    Guid? Session, string Phase, IReadOnlyList<BasketResponse.Line> Lines, IReadOnlyList<BasketResponse.Question> Questions, bool HelpAsked,
    FinishProblem Problem = FinishProblem.None, TillTotal? Total = null)
{
    public static BasketResponse Of(CheckoutView view) => new(
        view.Session,
        view.Phase switch
        {
            CheckoutPhase.Open => "open",
            CheckoutPhase.Finished => "finished",
            _ => "trayNotClear",
        },
        [.. view.Lines.Select(Line.Of)], [.. view.Questions.Select(Question.Of)], view.HelpAsked, view.FinishProblem, view.Total);

    /// <param name="NeedsConsent">A person of the store must consent before it is sold.</param>
    /// <param name="Why">What recognition rests on, for each of its items that it was asked about.</param>
    internal sealed record Line(string Sku, string Name, int Quantity, bool ChosenByShopper, bool NeedsConsent, IReadOnlyList<Explanation> Why)
    {
        public static Line Of(CheckoutLine line) => new(line.Sku.Value, line.Product.Name, line.Quantity, line.ChosenByShopper, line.NeedsConsent,
            [.. line.Items.Select(item => item.Evidence.Why).OfType<Explanation>()]);
    }

    /// <param name="Seen">What keeps the item from being seen well.</param>
    /// <param name="Prompt">What the shopper is asked.</param>
    internal sealed record Question(Guid Item, IReadOnlyList<string> PickList, ViewFault Seen, ShopperPrompt Prompt, Explanation Why)
    {
        public static Question Of(CheckoutQuestion question) =>
            new(question.Item, [.. question.PickList.Select(product => product.Sku.Value)], question.Seen, question.Prompt, question.Why);
    }
}
