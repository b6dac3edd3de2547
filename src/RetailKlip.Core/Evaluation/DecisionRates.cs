namespace RetailKlip.Core;

/// <summary>What a policy makes of measured outcomes.</summary>
/// <param name="FalseAccepts">Of the pictures of products that are not enrolled: named nonetheless.</param>
/// <param name="WrongNames">Of the pictures of enrolled products: named as another product.</param>
/// <param name="Accepts">Of the pictures of enrolled products: named, rightly or wrongly.</param>
/// <param name="PickLists">Of the pictures of enrolled products: asked about by a pick list.</param>
/// <param name="PickListHolds">Of those asked about: the pick list holds the product.</param>
/// <param name="MeanPickList">Products on a pick list, in the mean; null where nothing was asked.</param>
public sealed record DecisionRates(
    MeasuredRate FalseAccepts, MeasuredRate WrongNames, MeasuredRate Accepts, MeasuredRate PickLists, MeasuredRate PickListHolds,
    double? MeanPickList = null)
{
    public static DecisionRates Of(TrialOutcomes outcomes, DecisionPolicy policy)
    {
        int queries = outcomes.Queries.Count, wrong = 0, named = 0, asked = 0, held = 0, listed = 0;
        foreach (var query in outcomes.Queries)
        {
            switch (policy.KindOf(query.Best, query.Similarity, query.Margin))
            {
                case DecisionKind.Accepted:
                    named++;
                    wrong += query.IsRight ? 0 : 1;
                    break;
                case DecisionKind.Ambiguous:
                    var length = policy.PickListLength(query.Nearest.AsSpan());
                    asked++;
                    listed += length;
                    held += query.Rank <= length ? 1 : 0;
                    break;
            }
        }
        var strangers = outcomes.Unknowns.Count(unknown =>
            policy.KindOf(unknown.Best, unknown.Similarity, unknown.Margin) == DecisionKind.Accepted);
        return new(
            MeasuredRate.Count(strangers, outcomes.Unknowns.Count), MeasuredRate.Count(wrong, queries), MeasuredRate.Count(named, queries),
            MeasuredRate.Count(asked, queries), MeasuredRate.Count(held, asked), asked == 0 ? null : Math.Round((double)listed / asked, 2));
    }

    /// <summary>Both measurements together, as of two halves that thresholds were chosen on in turn.</summary>
    public DecisionRates With(DecisionRates other)
    {
        var asked = PickLists.Counted + other.PickLists.Counted;
        var listed = (MeanPickList ?? 0) * PickLists.Counted + (other.MeanPickList ?? 0) * other.PickLists.Counted;
        return new(
            FalseAccepts.With(other.FalseAccepts), WrongNames.With(other.WrongNames), Accepts.With(other.Accepts),
            PickLists.With(other.PickLists), PickListHolds.With(other.PickListHolds), asked == 0 ? null : Math.Round(listed / asked, 2));
    }
}
