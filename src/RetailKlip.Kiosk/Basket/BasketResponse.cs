using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What <c>GET /api/basket</c> and the event <c>basket</c> say.</summary>
/// <param name="Phase"><c>trayNotClear</c>, <c>open</c> or <c>finished</c>.</param>
internal sealed record BasketResponse(
    Guid? Session, string Phase, IReadOnlyList<BasketResponse.Line> Lines, IReadOnlyList<BasketResponse.Question> Questions, bool HelpAsked)
{
    public static BasketResponse Of(CheckoutView view) => new(
        view.Session,
        view.Phase switch
        {
            CheckoutPhase.Open => "open",
            CheckoutPhase.Finished => "finished",
            _ => "trayNotClear",
        },
        [.. view.Lines.Select(line => new Line(line.Sku.Value, line.Product.Name, line.Quantity, line.ChosenByShopper))],
        [.. view.Questions.Select(question => new Question(question.Item, [.. question.PickList.Select(product => product.Sku.Value)], question.Seen))],
        view.HelpAsked);

    internal sealed record Line(string Sku, string Name, int Quantity, bool ChosenByShopper);

    /// <param name="Seen">What keeps the item from being seen well.</param>
    internal sealed record Question(Guid Item, IReadOnlyList<string> PickList, ViewFault Seen);
}
