namespace RetailKlip.Trainer.Tests;

/// <summary>The losses from their definitions: loops over pictures and plain sums of exponentials.</summary>
/// <param name="embeddings">One a picture.</param>
internal sealed class NaiveLoss(double[][] embeddings, long[] labels)
{
    private int Count => labels.Length;

    /// <param name="centres">Of each class its centres.</param>
    public double ArcFace(double[][][] centres, double degrees, double scale) => Softmax(centres, scale, cosine =>
    {
        var (angle, margin) = (Math.Acos(cosine), degrees * Math.PI / 180);
        return angle <= Math.PI - margin ? Math.Cos(angle + margin) : cosine - margin * Math.Sin(margin);
    });

    public double CosFace(double[][][] centres, double margin, double scale) => Softmax(centres, scale, cosine => cosine - margin);

    public double ProxyAnchor(double[][] proxies, double margin, double alpha)
    {
        var (pull, push, withPositives) = (0.0, 0.0, 0);
        for (var proxy = 0; proxy < proxies.Length; proxy++)
        {
            var (near, far, positives) = (1.0, 1.0, 0);
            for (var i = 0; i < Count; i++)
            {
                var cosine = Cosine(embeddings[i], proxies[proxy]);
                if (labels[i] == proxy)
                    (near, positives) = (near + Math.Exp(-alpha * (cosine - margin)), positives + 1);
                else
                    far += Math.Exp(alpha * (cosine + margin));
            }
            (pull, push) = (pull + Math.Log(near), push + Math.Log(far));
            withPositives += positives > 0 ? 1 : 0;
        }
        return pull / withPositives + push / proxies.Length;
    }

    public double MultiSimilarity(double alpha, double beta, double threshold)
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            var (near, far) = (1.0, 1.0);
            for (var j = 0; j < Count; j++)
            {
                var cosine = Cosine(embeddings[i], embeddings[j]);
                if (j != i && labels[j] == labels[i])
                    near += Math.Exp(-alpha * (cosine - threshold));
                else if (j != i)
                    far += Math.Exp(beta * (cosine - threshold));
            }
            sum += Math.Log(near) / alpha + Math.Log(far) / beta;
        }
        return sum / Count;
    }

    public double SupCon(double temperature)
    {
        if (labels.Distinct().Count() == 1)
            return 0;
        var losses = new List<double>();
        for (var i = 0; i < Count; i++)
        {
            var others = Enumerable.Range(0, Count).Where(j => j != i).ToList();
            var all = others.Sum(j => Math.Exp(Cosine(embeddings[i], embeddings[j]) / temperature));
            var own = others.Where(j => labels[j] == labels[i]).ToList();
            if (own.Count > 0)
                losses.Add(-own.Average(j => Math.Log(Math.Exp(Cosine(embeddings[i], embeddings[j]) / temperature) / all)));
        }
        return losses.Count == 0 ? 0 : losses.Average();
    }

    private double Softmax(double[][][] centres, double scale, Func<double, double> withMargin)
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            var logits = centres.Select(own => scale * own.Max(centre => Cosine(embeddings[i], centre))).ToArray();
            logits[labels[i]] = scale * withMargin(logits[labels[i]] / scale);
            sum -= Math.Log(Math.Exp(logits[labels[i]]) / logits.Sum(Math.Exp));
        }
        return sum / Count;
    }

    private static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(y => y * y));
}
