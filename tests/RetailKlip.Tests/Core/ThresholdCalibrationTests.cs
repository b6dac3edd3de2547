using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class ThresholdCalibrationTests
{
    private static readonly Sku Milk = Sku.Parse("milk");
    private static readonly Sku Juice = Sku.Parse("juice");
    private static readonly Sku Tea = Sku.Parse("tea");

    [Fact]
    public void Thresholds_keep_to_the_allowed_errors_and_name_as_many_as_they_can()
    {
        var outcomes = Outcomes(right: 100, wrong: 20, unknown: 100);

        var thresholds = ThresholdCalibration.Choose(outcomes, new() { FalseAccepts = 0.05, WrongNames = 0.02 });

        var rates = DecisionRates.Of(outcomes, new(thresholds));
        Assert.InRange(rates.FalseAccepts.Share, 0, 0.05);
        Assert.InRange(rates.WrongNames.Share, 0, 0.02);
        Assert.InRange(rates.Accepts.Share, 0.5, 1);
        thresholds.Validated();
    }

    [Fact]
    public void The_stated_rates_are_those_of_the_policy_itself()
    {
        var outcomes = Outcomes(right: 60, wrong: 20, unknown: 50);
        var thresholds = ThresholdCalibration.Choose(outcomes, new() { FalseAccepts = 0.1, WrongNames = 0.05 });

        var rates = DecisionRates.Of(outcomes, new(thresholds));

        var named = outcomes.Unknowns.Count(
            outcome => outcome.Similarity >= thresholds.AcceptSimilarity && outcome.Margin >= thresholds.AcceptMargin);
        Assert.Equal((named, 50), (rates.FalseAccepts.Counted, rates.FalseAccepts.Of));
        Assert.InRange(rates.FalseAccepts.Share, rates.FalseAccepts.Interval.Low, rates.FalseAccepts.Interval.High);
        Assert.InRange(rates.FalseAccepts.Interval.High - rates.FalseAccepts.Interval.Low, 0.05, 0.2);
        Assert.Equal(80, rates.Accepts.Counted + rates.PickLists.Counted
            + outcomes.Queries.Count(outcome => outcome.Similarity < thresholds.UnknownBelow));
    }

    [Fact]
    public void Where_nothing_is_good_enough_nothing_is_accepted()
    {
        var outcomes = Outcomes(right: 0, wrong: 50, unknown: 50);

        var rates = DecisionRates.Of(outcomes, new(ThresholdCalibration.Choose(outcomes, new() { FalseAccepts = 0, WrongNames = 0 })));

        Assert.Equal((0, 0), (rates.Accepts.Counted, rates.FalseAccepts.Counted));
    }

    [Fact]
    public void A_product_that_attracts_strangers_gets_stricter_thresholds_of_its_own_and_a_rare_one_none()
    {
        var outcomes = new TrialOutcomes(
            [.. Many(400, Milk, Milk, 0.7, 0.9), .. Many(40, Juice, Juice, 0.7, 0.9), .. Many(4, Tea, Tea, 0.5, 0.6)],
            [.. Many(400, Sku.Parse("stranger"), Milk, 0.2, 0.5), .. Many(4, Sku.Parse("stranger"), Juice, 0.7, 0.8)]);

        var decision = ThresholdCalibration.Calibrate(Samples.Encoder, outcomes, new() { FalseAccepts = 0.02, WrongNames = 0.02 }, "made up");

        var own = Assert.Single(decision.Products, product => product.AcceptSimilarity > decision.Thresholds.AcceptSimilarity);
        Assert.Equal((Juice, 44, 4), (own.Sku, own.Pictures, own.Wrong));
        Assert.DoesNotContain(decision.Products, product => product.Sku == Tea);
        var policy = new DecisionPolicy(decision);
        Assert.DoesNotContain(outcomes.Unknowns, unknown => unknown.Best == Juice
            && policy.KindOf(unknown.Best, unknown.Similarity, unknown.Margin) == DecisionKind.Accepted);
        Assert.True(decision.Rates!.Accepts.Counted > 400);
    }

    [Fact]
    public void A_product_known_by_many_pictures_is_named_at_a_distance_that_is_not_safe_for_all()
    {
        var outcomes = new TrialOutcomes(
            [.. Many(500, Milk, Milk, 0.5, 0.9), .. Many(60, Juice, Juice, 0.6, 0.9)],
            [.. Many(60, Sku.Parse("stranger"), Juice, 0.55, 0.75)]);

        var decision = ThresholdCalibration.Calibrate(Samples.Encoder, outcomes, new(), "made up");

        var own = Assert.Single(decision.Products);
        Assert.Equal(Milk, own.Sku);
        Assert.True(own.AcceptSimilarity < 0.55 && decision.Thresholds.AcceptSimilarity > 0.7);
        Assert.InRange(decision.Rates!.FalseAccepts.Share, 0, 0.01);
        Assert.InRange(decision.Rates.Accepts.Share, 0.9, 1);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void Conformal_pick_lists_hold_the_product_as_often_as_promised_on_pictures_not_calibrated_on(double missing)
    {
        var (calibration, fresh) = (Asked(seed: 1, 1500), Asked(seed: 2, 1500));
        var goal = new CalibrationGoal { FalseAccepts = 0, WrongNames = 0, Missed = 0, MissingFromPickList = missing };

        var decision = ThresholdCalibration.Calibrate(Samples.Encoder, calibration, goal, "made up");

        var rates = DecisionRates.Of(fresh, new(decision));
        Assert.True(rates.PickLists.Counted > 1000);
        Assert.InRange(rates.PickListHolds.Share, 1 - missing - 0.03, 1 - missing + 0.03);
        Assert.InRange(decision.HeldOut!.PickListHolds.Share, 1 - missing - 0.04, 1 - missing + 0.04);
    }

    [Fact]
    public void Too_few_questions_to_promise_anything_make_the_longest_lists()
    {
        var few = Asked(seed: 1, 8);

        var decision = ThresholdCalibration.Calibrate(Samples.Encoder, few,
            new() { FalseAccepts = 0, WrongNames = 0, Missed = 0, MissingFromPickList = 0.05 }, "made up");

        Assert.Equal(2, decision.PickListGap);
        Assert.Equal(DecisionPolicy.MaxPickList, new DecisionPolicy(decision).PickListLength([0.9f, 0.1f, 0, 0, -0.5f, -1]));
    }

    [Fact]
    public void Halves_share_no_picture_and_no_stranger()
    {
        var outcomes = new TrialOutcomes(
            [.. Many(5, Milk, Milk, 0, 1), .. Many(4, Tea, Tea, 0, 1)],
            [.. Many(3, Sku.Parse("x"), Milk, 0, 1), .. Many(2, Sku.Parse("y"), Milk, 0, 1)]);

        var (first, second) = outcomes.Halves();

        Assert.Equal((5, 4), (first.Queries.Count, second.Queries.Count));
        Assert.Empty(first.Queries.Intersect(second.Queries, ReferenceEqualityComparer.Instance));
        Assert.Equal(["x"], first.Unknowns.Select(unknown => unknown.Product.Value).Distinct());
        Assert.Equal(["y"], second.Unknowns.Select(unknown => unknown.Product.Value).Distinct());
    }

    // Right names are mostly nearer and clearer than wrong ones, and those than strangers.
    private static TrialOutcomes Outcomes(int right, int wrong, int unknown)
    {
        var random = new Random(11);
        return new([.. Make(right, Milk, 0.55, 0.2, 1), .. Make(wrong, Juice, 0.45, 0.02, 2)],
            [.. Make(unknown, Sku.Parse("stranger"), 0.35, 0.05, null)]);

        IEnumerable<QueryOutcome> Make(int count, Sku product, double similarity, double margin, int? rank)
        {
            for (var i = 0; i < count; i++)
            {
                var nearest = (float)(similarity + 0.3 * random.NextDouble());
                yield return new(product, Milk, nearest, Juice, (float)(margin * 2 * random.NextDouble()), rank) { Nearest = [nearest, 0.1f] };
            }
        }
    }

    /// <summary>Pictures evenly spread over a range of similarity, far from any other product.</summary>
    private static IEnumerable<QueryOutcome> Many(int count, Sku product, Sku best, double from, double to)
    {
        for (var i = 0; i < count; i++)
        {
            var similarity = (float)(from + (to - from) * (i + 0.5) / count);
            yield return new(product, best, similarity, Tea, 0.5f, best == product ? 1 : null) { Nearest = [similarity, similarity - 0.5f] };
        }
    }

    /// <summary>Queries whose product lies anywhere among six, all too unlike strangers to be named.</summary>
    private static TrialOutcomes Asked(int seed, int count)
    {
        var random = new Random(seed);
        var queries = new List<QueryOutcome>();
        for (var i = 0; i < count; i++)
        {
            float[] nearest = [.. Enumerable.Range(0, 6).Select(_ => (float)(0.4 + 0.2 * random.NextDouble())).OrderDescending()];
            var rank = 1 + (int)(6 * random.NextDouble() * random.NextDouble());
            queries.Add(new(rank == 1 ? Milk : Juice, Milk, nearest[0], Tea, nearest[0] - nearest[1], rank)
            {
                Own = nearest[rank - 1],
                Nearest = [.. nearest],
            });
        }
        return new(queries, [.. Many(50, Sku.Parse("stranger"), Milk, 0.7, 0.9)]);
    }
}
