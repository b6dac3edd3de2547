using RetailKlip.Core;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class ThresholdCalibrationTests
{
    private static readonly Sku Milk = Sku.Parse("milk");
    private static readonly Sku Juice = Sku.Parse("juice");
    private static readonly Sku Stranger = Sku.Parse("stranger");

    [Fact]
    public void Thresholds_keep_to_the_allowed_errors_and_name_as_many_as_they_can()
    {
        var metrics = Outcomes(right: 100, wrong: 20, unknown: 100);

        var decision = ThresholdCalibration.Choose(TrialOutcomes.Of(metrics), falseAccepts: 0.05, wrongNames: 0.02, missed: 0.02, "made up");

        Assert.InRange(decision.FalseAcceptRate, 0, 0.05);
        Assert.InRange(decision.WrongNameRate, 0, 0.02);
        Assert.InRange(decision.FalseRejectRate, 0, 0.5);
        Assert.InRange(decision.UnknownBelow, -1, decision.AcceptSimilarity);
        decision.Thresholds.Validated();
    }

    [Fact]
    public void The_stated_rates_are_those_of_the_policy_itself()
    {
        var metrics = Outcomes(right: 60, wrong: 20, unknown: 50);
        var decision = ThresholdCalibration.Choose(TrialOutcomes.Of(metrics), 0.1, 0.05, 0.02, "made up");

        var named = metrics.Unknowns.Count(
            outcome => outcome.Similarity >= decision.AcceptSimilarity && outcome.Margin >= decision.AcceptMargin);

        Assert.Equal((double)named / metrics.Unknowns.Length, decision.FalseAcceptRate, 1e-4);
        var interval = decision.FalseAcceptInterval!.Value;
        Assert.InRange(decision.FalseAcceptRate, interval.Low, interval.High);
        Assert.InRange(interval.High - interval.Low, 0.05, 0.2);
    }

    [Fact]
    public void Where_nothing_is_good_enough_nothing_is_accepted()
    {
        var metrics = Outcomes(right: 0, wrong: 50, unknown: 50);

        var decision = ThresholdCalibration.Choose(TrialOutcomes.Of(metrics), 0, 0, 0.02, "made up");

        Assert.Equal(1, decision.FalseRejectRate);
        Assert.Equal(0, decision.FalseAcceptRate);
    }

    // Right names are mostly nearer and clearer than wrong ones, and those than strangers.
    private static RetrievalMetrics Outcomes(int right, int wrong, int unknown)
    {
        var random = new Random(11);
        return new()
        {
            Top1 = 0, Top5 = 0, PerClass = 0, Map = 0, MapAtR = 0, RPrecision = 0, Auroc = null, DirAtFar1 = null, DirAtFar01 = null,
            Queries = [.. Make(right, Milk, 0.55, 0.2, 1), .. Make(wrong, Juice, 0.45, 0.02, 2)],
            Unknowns = [.. Make(unknown, Stranger, 0.35, 0.05, null)],
        };

        IEnumerable<QueryOutcome> Make(int count, Sku product, double similarity, double margin, int? rank)
        {
            for (var i = 0; i < count; i++)
                yield return new(
                    product, Milk, (float)(similarity + 0.3 * random.NextDouble()), Juice, (float)(margin * 2 * random.NextDouble()), rank);
        }
    }
}
