using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>What the package's own thresholds make of a protocol: shares in [0, 1].</summary>
/// <param name="NamedRight">Of all queries: accepted as the right product.</param>
/// <param name="NamedWrong">Of all queries: accepted as another product.</param>
/// <param name="Asked">Of all queries: a pick list.</param>
/// <param name="UnknownNamed">Of all unknowns: accepted as some product; null without unknowns.</param>
internal sealed record DecisionShares(double NamedRight, double NamedWrong, double Asked, double? UnknownNamed)
{
    public static DecisionShares Of(DecisionPolicy policy, IReadOnlyList<QueryResult> queries, IReadOnlyList<QueryResult> unknowns)
    {
        var decisions = queries.Select(query => (query.Product, Decision: policy.Decide(query.Match))).ToList();
        return new DecisionShares(
            decisions.Average(query => query.Decision.Product?.Sku == query.Product ? 1.0 : 0),
            decisions.Average(query => query.Decision.Product is { } named && named.Sku != query.Product ? 1.0 : 0),
            decisions.Average(query => query.Decision.Kind == DecisionKind.Ambiguous ? 1.0 : 0),
            unknowns.Count == 0 ? null : unknowns.Average(unknown => policy.Decide(unknown.Match).Product is null ? 0.0 : 1));
    }
}
