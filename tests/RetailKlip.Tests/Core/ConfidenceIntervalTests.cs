using RetailKlip.Core;
using Xunit;

namespace RetailKlip.Tests;

public sealed class ConfidenceIntervalTests
{
    [Theory]
    // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(29, 29, 0.8830, 1)]
    [InlineData(0, 0, 0, 1)]
    public void A_share_lies_where_the_literature_has_it(int counted, int of, double low, double high)
    {
        var interval = ConfidenceInterval.Of(counted, of);

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void It_covers_the_true_share_about_nineteen_times_in_twenty()
    {
        var random = new Random(7);
        foreach (var share in new[] { 0.01, 0.1, 0.5 })
        {
            var covered = Enumerable.Range(0, 2000).Count(_ =>
            {
                var interval = ConfidenceInterval.Of(Enumerable.Range(0, 300).Count(_ => random.NextDouble() < share), 300);
                return interval.Low <= share && share <= interval.High;
            });

            Assert.InRange(covered / 2000.0, 0.93, 0.99);
        }
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void More_than_there_were_cannot_be_counted(int counted, int of) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfidenceInterval.Of(counted, of));
}
