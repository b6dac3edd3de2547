using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class MetricLossTests
{
    private const int Dimension = 4;
    private const int Classes = 5;

    public static TheoryData<string> Kinds => ["arcFace", "subCenterArcFace", "cosFace", "proxyAnchor", "multiSimilarity", "supCon"];

    /// <summary>Batches at the edges of the definitions.</summary>
    public static TheoryData<string, long[]> Batches
    {
        get
        {
            var batches = new TheoryData<string, long[]>();
            foreach (var kind in Kinds)
            {
                batches.Add(kind, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
                batches.Add(kind, [0, 0, 0, 1, 4, 4]);
                batches.Add(kind, [0, 1, 2, 4]);
                batches.Add(kind, [3, 3, 3]);
                batches.Add(kind, [2]);
            }
            return batches;
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Values_and_gradients_follow_the_definition_at_the_edges_too(string kind, long[] labels)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(11);
        using var loss = Create(kind).to(ScalarType.Float64);
        var embeddings = randn(labels.Length, Dimension, ScalarType.Float64);
        if (loss is MarginSoftmaxLoss { Weight: var weight })
            embeddings[0] = -weight.detach().t()[labels[0] * weight.shape[1] / Classes] + 1e-3 * embeddings[0];
        var learnt = loss.parameters().SingleOrDefault()?.detach().clone();
        embeddings.requires_grad_();

        var value = loss.forward(embeddings, tensor(labels));
        value.backward();

        Assert.Equal(Naive(Rows(embeddings), learnt is null ? [] : Rows(learnt)), value.item<double>(), 1e-9);
        AssertSlopes(embeddings.grad!, Rows(embeddings), rows => Naive(rows, learnt is null ? [] : Rows(learnt)));
        if (learnt is not null)
            AssertSlopes(loss.parameters().Single().grad!, Rows(learnt), rows => Naive(Rows(embeddings), rows));

        double Naive(double[][] pictures, double[][] weights)
        {
            var naive = new NaiveLoss(pictures, labels);
            return loss switch
            {
                ArcFaceLoss arcFace => naive.ArcFace(Centres(weights), arcFace.AngularMarginDegrees, arcFace.Scale),
                CosFaceLoss cosFace => naive.CosFace(Centres(weights), cosFace.CosineMargin, cosFace.Scale),
                ProxyAnchorLoss anchor => naive.ProxyAnchor(weights, anchor.ProxyMargin, anchor.Alpha),
                MultiSimilarityLoss similarity => naive.MultiSimilarity(similarity.Alpha, similarity.Beta, similarity.Base),
                _ => naive.SupCon(((SupConLoss)loss).Temperature),
            };
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Value_and_gradients_stay_finite_where_angles_end_and_logits_are_huge(string kind)
    {
        foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64 })
        {
            foreach (var degrees in new[] { 0, 1e-4, 0.1, 90, 179.9, 179.9999, 180 })
            {
                using var scope = NewDisposeScope();
                using var loss = Steep(kind).to(type == ScalarType.Float64 ? type : ScalarType.Float32);
                var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
                var embeddings = tensor(new[,] { { 3 * cos, 3 * sin }, { 3, 0 }, { 0, 0.5 }, { 0, -0.5 } }).to(type).requires_grad_();

                var value = loss.forward(embeddings, tensor(new long[] { 0, 0, 1, 1 }));
                value.backward();

                Assert.Equal(type == ScalarType.Float64 ? type : ScalarType.Float32, value.dtype);
                Assert.True(double.IsFinite(value.to(ScalarType.Float64).item<double>()), $"{type}, {degrees}°: {value.ToSingle()}");
                Assert.True(embeddings.grad!.isfinite().all().item<bool>(), $"{type}, {degrees}°");
                Assert.All(
                    loss.parameters(), parameter => Assert.True(parameter.grad!.isfinite().all().item<bool>(), $"{type}, {degrees}°"));
            }
        }
    }

    [Theory]
    [InlineData("arcFace", true)]
    [InlineData("subCenterArcFace", true)]
    [InlineData("cosFace", true)]
    [InlineData("proxyAnchor", true)]
    [InlineData("multiSimilarity", false)]
    [InlineData("supCon", false)]
    public void A_wider_margin_costs_more_where_there_is_one(string kind, bool hasMargin)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var loss = Create(kind);
        var embeddings = randn(10, Dimension);
        var labels = tensor(Enumerable.Range(0, 10).Select(i => (long)i / 2).ToArray());

        var values = new[] { 0, 0.5, 1 }.Select(share =>
        {
            loss.MarginShare = share;
            return loss.forward(embeddings, labels).item<float>();
        }).ToList();

        Assert.Equal(hasMargin ? 3 : 1, values.Distinct().Count());
        Assert.Equal(values.Order(), values);
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.All<LossOptions>(
            [
                new ArcFaceOptions { AngularMarginDegrees = 180 },
                new ArcFaceOptions { Scale = 0 },
                new SubCenterArcFaceOptions { SubCenters = 0 },
                new CosFaceOptions { CosineMargin = -0.1 },
                new ProxyAnchorOptions { ProxyMargin = 2 },
                new ProxyAnchorOptions { Alpha = 0 },
                new MultiSimilarityOptions { Beta = 0 },
                new MultiSimilarityOptions { Base = 1.1 },
                new SupConOptions { Temperature = 0 },
            ],
            options => Assert.Throws<ArgumentOutOfRangeException>(() => options.Create(8, 5)));
    }

    private static MetricLoss Create(string kind) => Options(kind).Create(Dimension, Classes);

    private static LossOptions Options(string kind) =>
        System.Text.Json.JsonSerializer.Deserialize<LossOptions>($$"""{ "kind": "{{kind}}" }""", TrainingRecipe.Json)!;

    /// <summary>With one class centre along the first axis and logits whose exponential float32 cannot hold.</summary>
    private static MetricLoss Steep(string kind) => kind switch
    {
        "arcFace" => new ArcFaceLoss(tensor(new[,] { { 1f, 0.3f }, { 0, 1 } }), 28.6, 1000),
        "subCenterArcFace" => new SubCenterArcFaceLoss(tensor(new[,] { { 1f, 1, 0.3f, 0 }, { 0, 0, 1, 1 } }), 2, 28.6, 1000),
        "cosFace" => new CosFaceLoss(tensor(new[,] { { 1f, 0.3f }, { 0, 1 } }), 0.35, 1000),
        "proxyAnchor" => new ProxyAnchorLoss(tensor(new[,] { { 1f, 0 }, { 0.3f, 1 } }), 0.1, 1000),
        "multiSimilarity" => new MultiSimilarityLoss(1000, 1000, 0.5),
        _ => new SupConLoss(0.001),
    };

    /// <summary>Columns of a D × C·K weight, by class.</summary>
    private static double[][][] Centres(double[][] weight)
    {
        var columns = Enumerable.Range(0, weight[0].Length).Select(column => weight.Select(row => row[column]).ToArray());
        return [.. columns.Chunk(weight[0].Length / Classes)];
    }

    private static double[][] Rows(Tensor matrix) =>
        [.. matrix.detach().contiguous().data<double>().ToArray().Chunk((int)matrix.shape[1])];

    /// <summary>Gradients against central differences.</summary>
    private static void AssertSlopes(Tensor gradient, double[][] at, Func<double[][], double> function)
    {
        const double Step = 1e-6;
        var actual = Rows(gradient);
        for (var i = 0; i < at.Length; i++)
            for (var j = 0; j < at[i].Length; j++)
            {
                var value = at[i][j];
                var step = Step * Math.Max(1e-2, Math.Abs(value));
                at[i][j] = value + step;
                var above = function(at);
                at[i][j] = value - step;
                var below = function(at);
                at[i][j] = value;
                Assert.Equal((above - below) / (2 * step), actual[i][j], 1e-4 * Math.Max(1, Math.Abs(actual[i][j])));
            }
    }
}
