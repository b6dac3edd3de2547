using RetailKlip.Core;
using Xunit;

namespace RetailKlip.Tests.Core;

public sealed class CheckoutMetricsTests
{
    [Fact]
    public void Right_lists_are_right_whatever_their_order()
    {
        var metrics = CheckoutMetrics.Compute([List("a b b", "b a b"), List("c", "c")]);

        Assert.Equal((2, 1.0, 0.0, 0.0, 1.0, 0.0),
            (metrics.Lists, metrics.CAcc, metrics.Acd, metrics.MCcd, metrics.MCIoU, metrics.FalseAddsPerThousand));
        Assert.Equal(ConfidenceInterval.Of(2, 2), metrics.CAccInterval);
    }

    // By hand: distances 0, 2 (a missed, c added), 1 (one b missed) and 0.
    // a: |P−G| = 1 of G = 2, min 1, max 2.  b: 1 of 4, min 3, max 4.  c: 1 of 1, min 1, max 2.
    [Fact]
    public void Measures_are_those_counted_by_hand()
    {
        var metrics = CheckoutMetrics.Compute([List("a b", "a b"), List("a b", "b c"), List("b b", "b"), List("c", "c")]);

        Assert.Equal(0.5, metrics.CAcc);
        Assert.Equal(ConfidenceInterval.Of(2, 4), metrics.CAccInterval);
        Assert.Equal(3 / 4.0, metrics.Acd);
        Assert.Equal((1 / 2.0 + 1 / 4.0 + 1) / 3, metrics.MCcd, 12);
        Assert.Equal((1 / 2.0 + 3 / 4.0 + 1 / 2.0) / 3, metrics.MCIoU, 12);
        Assert.Equal(1000 / 7.0, metrics.FalseAddsPerThousand, 9);
    }

    [Fact]
    public void What_is_counted_twice_is_wrong()
    {
        var metrics = CheckoutMetrics.Compute([List("a", "a a")]);

        Assert.Equal((0.0, 1.0, 1.0, 0.5, 1000.0), (metrics.CAcc, metrics.Acd, metrics.MCcd, metrics.MCIoU, metrics.FalseAddsPerThousand));
    }

    // mCCD cannot divide by the G = 0 of a product that never lay there; mCIoU counts it as 0.
    [Fact]
    public void A_product_that_never_lay_there_counts_against_the_intersection_alone()
    {
        var metrics = CheckoutMetrics.Compute([List("a", "a x"), List("", "")]);

        Assert.Equal((0.5, 0.5, 0.0, 0.5), (metrics.CAcc, metrics.Acd, metrics.MCcd, metrics.MCIoU));
    }

    [Fact]
    public void Nothing_to_measure_is_refused()
    {
        Assert.Throws<ArgumentException>(() => CheckoutMetrics.Compute([]));
        Assert.Throws<ArgumentException>(() => CheckoutMetrics.Compute([List("", "a")]));
    }

    private static CheckoutList List(string truth, string listed) => new(Skus(truth), Skus(listed));

    private static List<Sku> Skus(string names) => [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Sku.Parse)];
}
