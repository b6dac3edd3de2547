namespace RetailKlip.Trainer;

/// <summary>
/// Lays points of many dimensions out in a plane so that near ones stay near (van der Maaten and Hinton, "Visualizing Data using t-SNE",
/// JMLR 2008, algorithm 1, with its early exaggeration). Exact, for up to some thousand points; the same points give the same picture.
/// </summary>
public static class TSne
{
    private const int Steps = 600;
    private const int ExaggeratedSteps = 120;
    private const double Exaggeration = 12;
    private const double Rate = 100;

    /// <param name="points">N of any equal length.</param>
    /// <param name="perplexity">About how many neighbours count; less than a third of N.</param>
    /// <returns>N of x and y.</returns>
    /// <exception cref="ArgumentException">There are too few points for the perplexity.</exception>
    public static (double X, double Y)[] Layout(IReadOnlyList<float[]> points, double perplexity = 20, int seed = 1)
    {
        if (points.Count <= 3 * perplexity)
            throw new ArgumentException(
                $"{points.Count} points are too few for a perplexity of {perplexity}; take more than three times as many.", nameof(points));
        var n = points.Count;
        var affinities = Affinities(points, perplexity);
        var random = new Random(seed);
        var place = new double[2 * n];
        for (var i = 0; i < place.Length; i++)
            place[i] = 1e-2 * (random.NextDouble() - 0.5);
        var velocity = new double[2 * n];
        var gain = Enumerable.Repeat(1.0, 2 * n).ToArray();
        var gradient = new double[2 * n];
        var weights = new double[n * n];
        for (var step = 0; step < Steps; step++)
        {
            var exaggeration = step < ExaggeratedSteps ? Exaggeration : 1;
            Gradient(affinities, exaggeration, place, weights, gradient);
            var momentum = step < ExaggeratedSteps ? 0.5 : 0.8;
            for (var i = 0; i < place.Length; i++)
            {
                // Delta-bar-delta: a direction that keeps its sign may go faster.
                gain[i] = Math.Max(0.01, gradient[i] * velocity[i] < 0 ? gain[i] + 0.2 : gain[i] * 0.8);
                velocity[i] = momentum * velocity[i] - Rate * gain[i] * gradient[i];
                place[i] += velocity[i];
            }
        }
        return [.. Enumerable.Range(0, n).Select(i => (place[2 * i], place[2 * i + 1]))];
    }

    // Symmetric, summing to 1; each point's width is found by bisection so that its neighbourhood has the wanted perplexity.
    private static double[] Affinities(IReadOnlyList<float[]> points, double perplexity)
    {
        var n = points.Count;
        var given = new double[n * n];
        Parallel.For(0, n, i =>
        {
            var distances = new double[n];
            for (var j = 0; j < n; j++)
                distances[j] = SquaredDistance(points[i], points[j]);
            var (low, high, precision) = (0.0, double.PositiveInfinity, 1.0);
            for (var trial = 0; trial < 60; trial++)
            {
                double sum = 0, weighted = 0;
                for (var j = 0; j < n; j++)
                {
                    if (j == i)
                        continue;
                    var value = Math.Exp(-distances[j] * precision);
                    given[i * n + j] = value;
                    sum += value;
                    weighted += value * distances[j];
                }
                sum = Math.Max(sum, 1e-300);
                for (var j = 0; j < n; j++)
                    given[i * n + j] /= sum;
                var entropy = Math.Log(sum) + precision * weighted / sum;
                if (entropy > Math.Log(perplexity))
                    (low, precision) = (precision, double.IsPositiveInfinity(high) ? 2 * precision : (precision + high) / 2);
                else
                    (high, precision) = (precision, (precision + low) / 2);
            }
        });
        var joint = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                joint[i * n + j] = Math.Max(1e-12, (given[i * n + j] + given[j * n + i]) / (2.0 * n));
        return joint;
    }

    private static void Gradient(double[] affinities, double exaggeration, double[] place, double[] weights, double[] gradient)
    {
        var n = place.Length / 2;
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            weights[i * n + i] = 0;
            for (var j = i + 1; j < n; j++)
            {
                var (dx, dy) = (place[2 * i] - place[2 * j], place[2 * i + 1] - place[2 * j + 1]);
                var weight = 1 / (1 + dx * dx + dy * dy);
                weights[i * n + j] = weights[j * n + i] = weight;
                sum += 2 * weight;
            }
        }
        for (var i = 0; i < n; i++)
        {
            double x = 0, y = 0;
            for (var j = 0; j < n; j++)
            {
                var weight = weights[i * n + j];
                var pull = 4 * (exaggeration * affinities[i * n + j] - weight / sum) * weight;
                x += pull * (place[2 * i] - place[2 * j]);
                y += pull * (place[2 * i + 1] - place[2 * j + 1]);
            }
            (gradient[2 * i], gradient[2 * i + 1]) = (x, y);
        }
    }

    private static double SquaredDistance(float[] left, float[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            var difference = (double)left[i] - right[i];
            sum += difference * difference;
        }
        return sum;
    }
}
