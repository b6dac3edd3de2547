namespace RetailKlip.Core;

/// <summary>
/// How right whole lists are, by the measures of the Retail Product Checkout benchmark (Wei et al., arXiv:1901.07249). P is how often
/// a product stands on a list, G how often it lay there.
/// </summary>
/// <param name="Lists">How many lists were measured.</param>
/// <param name="CAcc">Checkout accuracy: the share of lists that are wholly right, in [0, 1].</param>
/// <param name="CAccInterval">Where it lies with 95 % confidence.</param>
/// <param name="Acd">Average counting distance: the mean over lists of Σ|P−G|, at least 0.</param>
/// <param name="MCcd">Mean category counting distance: the mean over the products that lay there of Σ|P−G| / ΣG, at least 0.</param>
/// <param name="MCIoU">Mean category intersection over union: the mean over the products that lay there or were listed of Σmin(P, G) /
/// Σmax(P, G), in [0, 1].</param>
/// <param name="FalseAddsPerThousand">Σmax(P−G, 0) for every 1,000 items for sale that lay there.</param>
public sealed record CheckoutMetrics(
    int Lists, double CAcc, ConfidenceInterval CAccInterval, double Acd, double MCcd, double MCIoU, double FalseAddsPerThousand)
{
    /// <exception cref="ArgumentException">There is no list, or on none of them lay a product for sale.</exception>
    public static CheckoutMetrics Compute(IReadOnlyCollection<CheckoutList> lists)
    {
        var products = new Dictionary<Sku, Sums>();
        int right = 0, distance = 0;
        foreach (var list in lists)
        {
            var own = 0;
            foreach (var sku in list.Truth.Union(list.Listed))
            {
                int truth = list.Truth.Count(item => item == sku), listed = list.Listed.Count(item => item == sku);
                own += Math.Abs(listed - truth);
                products[sku] = products.GetValueOrDefault(sku) + new Sums(truth, Math.Min(truth, listed), Math.Max(truth, listed));
            }
            distance += own;
            right += own == 0 ? 1 : 0;
        }
        var shown = products.Values.Where(sums => sums.Truth > 0).ToList();
        if (shown.Count == 0)
            throw new ArgumentException("Lists are measured against at least one item that lay there.", nameof(lists));
        return new CheckoutMetrics(
            lists.Count,
            (double)right / lists.Count,
            ConfidenceInterval.Of(right, lists.Count),
            (double)distance / lists.Count,
            shown.Average(sums => (double)(sums.Union - sums.Common) / sums.Truth),
            products.Values.Average(sums => (double)sums.Common / sums.Union),
            1000.0 * products.Values.Sum(sums => sums.Union - sums.Truth) / shown.Sum(sums => sums.Truth));
    }

    /// <summary>Of one product over all lists; <paramref name="Union"/> − <paramref name="Common"/> is Σ|P−G|.</summary>
    private readonly record struct Sums(int Truth, int Common, int Union)
    {
        public static Sums operator +(Sums a, Sums b) => new(a.Truth + b.Truth, a.Common + b.Common, a.Union + b.Union);
    }
}
