using RetailKlip.Server;

namespace RetailKlip.Tests.Server;

/// <summary>When a share is surely larger than another.</summary>
public sealed class RateComparisonTests
{
    private const double Z95 = 1.959963984540054;

    /// <summary>Lower ends of method 10 in table II of Newcombe, Statistics in Medicine 17 (1998), 873 to 890.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524)]
    [InlineData(9, 10, 3, 10, 0.1705)]
    [InlineData(6, 7, 2, 7, 0.0582)]
    [InlineData(5, 56, 0, 29, -0.0381)]
    [InlineData(0, 10, 0, 20, -0.1611)]
    [InlineData(10, 10, 0, 20, 0.6791)]
    public void It_is_the_published_interval_where_all_are_independent(long first, long ofFirst, long second, long ofSecond, double expected) =>
        Assert.Equal(expected, RateComparison.Of([(first, ofFirst)], [(second, ofSecond)], Z95).LeastDifference, 0.0001);

    [Fact]
    public void Nothing_is_known_of_nothing()
    {
        Assert.Equal(-1, RateComparison.Of([], [(3, 10)]).LeastDifference);
        Assert.Equal(-1, RateComparison.Of([(3, 10)], [(0, 0)]).LeastDifference);
        Assert.True(RateComparison.Of([(3, 3)], [(0, 3)]).LeastDifference < 0.2);
    }

    [Fact]
    public void Kiosks_that_differ_are_less_evidence_than_kiosks_that_agree()
    {
        List<(long, long)> alike = [.. Enumerable.Repeat((20L, 100L), 10)], mixed = [.. Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? 0L : 40L, 100L))];
        List<(long, long)> former = [.. Enumerable.Repeat((10L, 100L), 10)];

        Assert.True(RateComparison.Of(mixed, former).LeastDifference < RateComparison.Of(alike, former).LeastDifference - 0.05);
        // Those that agree better than chance would have it are no better evidence than single items.
        Assert.Equal(RateComparison.Of([(200, 1000)], [(100, 1000)]).LeastDifference, RateComparison.Of(alike, former).LeastDifference, 1e-12);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void Equal_releases_are_hardly_ever_told_apart_and_a_much_worse_one_is(double difference)
    {
        const int Trials = 4000;
        var random = new Random(7);
        var surely = Enumerable.Range(0, Trials).Count(_ => RateComparison.Of(Hours(12, 0.1 + difference), Hours(60, 0.1)).LeastDifference > 0);

        TestContext.Current.TestOutputHelper?.WriteLine($"{surely} of {Trials} comparisons of 12 with 60 kiosk hours say that the share grew by {difference}");
        // By the level alone 0.13 were expected of equal ones, were the interval exact.
        if (difference == 0)
            Assert.InRange(surely, 0, 12);
        else
            Assert.InRange(surely, Trials * 0.95, Trials);

        // Each hour has a share of its own, half to one and a half times the usual one.
        List<(long, long)> Hours(int count, double share) => [.. Enumerable.Range(0, count).Select(_ =>
        {
            var own = share * (0.5 + random.NextDouble());
            return ((long)Enumerable.Range(0, 40).Count(_ => random.NextDouble() < own), 40L);
        })];
    }
}
