using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class TSneTests
{
    private const int Groups = 4;
    private const int OfEach = 20;

    [Fact]
    public void Groups_that_are_apart_in_many_dimensions_are_apart_in_the_plane()
    {
        var layout = TSne.Layout(Points(), perplexity: 10);

        for (var i = 0; i < layout.Length; i++)
        {
            var nearest = Enumerable.Range(0, layout.Length).Where(j => j != i)
                .MinBy(j => Math.Pow(layout[i].X - layout[j].X, 2) + Math.Pow(layout[i].Y - layout[j].Y, 2));
            Assert.Equal(i / OfEach, nearest / OfEach);
        }
        Assert.Equal(layout, TSne.Layout(Points(), perplexity: 10));
    }

    [Fact]
    public void Too_few_points_for_the_perplexity_are_refused() =>
        Assert.Contains(
            "too few", Assert.Throws<ArgumentException>(() => TSne.Layout(Points(), perplexity: 27)).Message, StringComparison.Ordinal);

    private static List<float[]> Points()
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, Groups * OfEach).Select(i =>
            Enumerable.Range(0, 16).Select(d => (d == i / OfEach ? 4f : 0) + (float)random.NextDouble()).ToArray())];
    }
}
