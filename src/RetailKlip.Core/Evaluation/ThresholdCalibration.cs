using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>Chooses the thresholds of a decision on measured outcomes.</summary>
public static class ThresholdCalibration
{
    private const int Steps = 60;

    // A single wrong name may be a picture that was filed under the wrong product.
    private const int LeastWrongNames = 2;

    /// <summary>
    /// The thresholds that name the most queries among those that name at most the allowed share of the unknowns and give at most the
    /// allowed share of the queries a wrong name. Pairs that name as many up to one standard error are equally good (the rule of Breiman
    /// et al., "Classification and Regression Trees", 1984); of them the one in the middle is taken, between a strict similarity
    /// and a strict margin, since those at the ends hang on single pictures. Below <see cref="DecisionThresholds.UnknownBelow"/> lies the
    /// allowed share of the right queries.
    /// </summary>
    public static DecisionThresholds Choose(TrialOutcomes outcomes, CalibrationGoal goal)
    {
        int mostStrangers = (int)(goal.FalseAccepts * outcomes.Unknowns.Count), mostWrong = (int)(goal.WrongNames * outcomes.Queries.Count);
        // Of each margin, the similarity that names the most.
        var feasible = new SortedDictionary<float, (float Similarity, int Named)>();
        foreach (var (similarity, margin) in Grid([.. outcomes.Queries, .. outcomes.Unknowns]))
        {
            var (right, wrong) = Named(outcomes.Queries, similarity, margin);
            if (wrong <= mostWrong && Named(outcomes.Unknowns, similarity, margin).Wrong <= mostStrangers
                && (!feasible.TryGetValue(margin, out var known) || right + wrong > known.Named))
                feasible[margin] = (similarity, right + wrong);
        }
        var best = feasible.Count == 0 ? (Similarity: 1f, Margin: 0f) : Middle(feasible, outcomes.Queries.Count);
        double[] rights = [.. outcomes.Queries.Where(query => query.IsRight).Select(query => (double)query.Similarity).Order()];
        var floor = rights.Length == 0 ? best.Similarity : Rounded(RetrievalMetrics.Quantile(rights, goal.Missed));
        return new(best.Similarity, best.Margin, Math.Min(best.Similarity, floor));
    }

    private static (float Similarity, float Margin) Middle(SortedDictionary<float, (float Similarity, int Named)> feasible, int queries)
    {
        var most = feasible.Values.Max(pair => pair.Named);
        var share = queries == 0 ? 0 : (double)most / queries;
        var least = most - Math.Sqrt(queries * share * (1 - share));
        var good = feasible.Where(pair => pair.Value.Named >= least).ToList();
        var (margin, (similarity, _)) = good[good.Count / 2];
        return (similarity, margin);
    }

    /// <summary>
    /// All that a gallery can carry: thresholds, products' own ones, the length of pick lists, and the rates measured on the same
    /// outcomes and, chosen on one half of them, on the other.
    /// </summary>
    /// <param name="data">What the outcomes were measured on, in words.</param>
    public static GalleryDecision Calibrate(EncoderId encoder, TrialOutcomes outcomes, CalibrationGoal goal, string data)
    {
        var chosen = Fit(encoder, outcomes, goal, data);
        var (first, second) = outcomes.Halves();
        return chosen with
        {
            Rates = DecisionRates.Of(outcomes, new DecisionPolicy(chosen)),
            HeldOut = DecisionRates.Of(second, new DecisionPolicy(Fit(encoder, first, goal, data)))
                .With(DecisionRates.Of(first, new DecisionPolicy(Fit(encoder, second, goal, data)))),
        };
    }

    private static GalleryDecision Fit(EncoderId encoder, TrialOutcomes outcomes, CalibrationGoal goal, string data)
    {
        var decision = new GalleryDecision(encoder, Choose(outcomes, goal), [], data, goal);
        decision = decision with { Products = OwnThresholds(outcomes, decision, goal) };
        return goal.MissingFromPickList is { } missing ? decision with { PickListGap = PickListGap(outcomes, decision, missing) } : decision;
    }

    /// <summary>
    /// Products differ in how many strangers they attract (Doddington et al., "Sheep, Goats, Lambs and Wolves", ICSLP 1998), but few are
    /// pictured often enough to say so. A product gets stricter thresholds where it was named wrongly twice or more and even the
    /// lower end of the 95 % interval (Wilson, 1927) of its share of wrong names exceeds what is wanted; laxer ones where the upper
    /// end stays within it, as long as all products together keep to the goal.
    /// </summary>
    private static ImmutableArray<ProductThresholds> OwnThresholds(TrialOutcomes outcomes, GalleryDecision shared, CalibrationGoal goal)
    {
        var wanted = Math.Max(goal.FalseAccepts, goal.WrongNames);
        var (stricter, laxer) = (new List<ProductThresholds>(), new List<(ProductThresholds Product, int Gained)>());
        foreach (var product in outcomes.Queries.Concat(outcomes.Unknowns).GroupBy(outcome => outcome.Best))
        {
            var (own, gained, isStricter) = OwnThresholds([.. product], shared.Thresholds, wanted);
            if (own is not null && isStricter)
                stricter.Add(own);
            else if (own is not null)
                laxer.Add((own, gained));
        }
        var kept = stricter.ToImmutableArray();
        foreach (var (product, _) in laxer.OrderByDescending(pair => pair.Gained).ThenBy(pair => pair.Product.Sku))
        {
            var rates = DecisionRates.Of(outcomes, new DecisionPolicy(shared with { Products = kept.Add(product) }));
            if (rates.FalseAccepts.Counted <= goal.FalseAccepts * rates.FalseAccepts.Of
                && rates.WrongNames.Counted <= goal.WrongNames * rates.WrongNames.Of)
                kept = kept.Add(product);
        }
        return [.. kept.OrderBy(product => product.Sku)];
    }

    /// <param name="outcomes">All whose nearest product it is.</param>
    private static (ProductThresholds? Own, int Gained, bool IsStricter) OwnThresholds(
        IReadOnlyList<QueryOutcome> outcomes, DecisionThresholds shared, double wanted)
    {
        var (right, wrong) = Named(outcomes, shared.AcceptSimilarity, shared.AcceptMargin);
        var isWorse = wrong >= LeastWrongNames && ConfidenceInterval.Of(wrong, right + wrong).Low > wanted;
        (float Similarity, float Margin, int Right) best = isWorse ? (1, shared.AcceptMargin, -1) : (0, 0, right);
        var isFound = isWorse;
        foreach (var (similarity, margin) in Grid(outcomes))
        {
            var (namedRight, namedWrong) = Named(outcomes, similarity, margin);
            var named = namedRight + namedWrong;
            var isSure = named > 0 && ConfidenceInterval.Of(namedWrong, named).High <= wanted;
            var isStricter = isWorse && similarity >= shared.AcceptSimilarity && margin >= shared.AcceptMargin && namedWrong <= wanted * named;
            if (namedRight <= best.Right || !isSure && !isStricter)
                continue;
            best = (similarity, margin, namedRight);
            isFound = true;
        }
        return isFound
            ? (new(outcomes[0].Best, best.Similarity, best.Margin, outcomes.Count, outcomes.Count(outcome => !outcome.IsRight)),
                best.Right - right, isWorse)
            : (null, 0, false);
    }

    /// <summary>
    /// How far below the nearest product a pick list reaches, so that it holds the right product in all but a share of the cases: split
    /// conformal prediction (Vovk, Gammerman and Shafer, 2005; Angelopoulos and Bates, arXiv:2107.07511, 2021) of the
    /// nonconformity "nearest similarity minus the right product's", among the pictures that are asked about. The promise holds for
    /// pictures of enrolled products like those calibrated on, and before a list is cut at <see cref="DecisionPolicy.MaxPickList"/>.
    /// </summary>
    /// <returns>In [0, 2]; 2, as long as lists may be, where too few were asked about to promise anything.</returns>
    private static float PickListGap(TrialOutcomes outcomes, GalleryDecision decision, double missing)
    {
        var policy = new DecisionPolicy(decision);
        var gaps = outcomes.Queries
            .Where(query => policy.KindOf(query.Best, query.Similarity, query.Margin) == DecisionKind.Ambiguous)
            .Select(query => query.Similarity - (query.Own ?? -1))
            .Order()
            .ToList();
        var rank = (int)Math.Ceiling((gaps.Count + 1) * (1 - missing));
        return rank > gaps.Count ? 2 : (float)(Math.Ceiling(gaps[rank - 1] * 1e4) / 1e4);
    }

    // From the laxest pair to the strictest, so that the first of equals is the laxest.
    private static IEnumerable<(float Similarity, float Margin)> Grid(IReadOnlyList<QueryOutcome> outcomes)
    {
        if (outcomes.Count == 0)
            yield break;
        double[] similarities = [.. outcomes.Select(outcome => (double)outcome.Similarity).Order()];
        double[] margins = [.. outcomes.Select(outcome => (double)outcome.Margin).Order()];
        for (var s = 0; s <= Steps; s++)
            for (var m = 0; m <= Steps; m++)
                yield return (
                    Rounded(s == Steps ? 1 : RetrievalMetrics.Quantile(similarities, (double)s / Steps)),
                    Rounded(m == 0 ? 0 : RetrievalMetrics.Quantile(margins, (double)m / Steps)));
    }

    private static (int Right, int Wrong) Named(IReadOnlyList<QueryOutcome> outcomes, float similarity, float margin)
    {
        int right = 0, wrong = 0;
        foreach (var outcome in outcomes)
            if (outcome.Similarity >= similarity && outcome.Margin >= margin)
                _ = outcome.IsRight ? right++ : wrong++;
        return (right, wrong);
    }

    private static float Rounded(double value) => (float)Math.Round(value, 3);
}
