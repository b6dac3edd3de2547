using System.Text.Json;
using RetailKlip.Tests;
using RetailKlip.Vision;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

/// <summary>Every loss against what its authors' library, pytorch-metric-learning, computes in float64.</summary>
public sealed class ReferenceLossTests
{
    [Fact]
    public void Value_and_all_gradients_of_every_loss_equal_the_authors_own()
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Shared.File("reference/metric-learning/expected.json")));
        using var cases = SafetensorsFile.Open(Shared.File("reference/metric-learning/cases.safetensors"));
        var losses = expected.RootElement.EnumerateObject().Where(entry => entry.Name != "retrieval").ToList();

        Assert.Equal(6, losses.Count);
        Assert.All(losses, entry => AssertEqual(entry.Name, entry.Value, cases));
    }

    private static void AssertEqual(string name, JsonElement expected, SafetensorsFile cases)
    {
        using var scope = NewDisposeScope();
        using var loss = Build(name, expected, cases);
        var embeddings = Read(cases, "embeddings").requires_grad_();

        var value = loss.forward(embeddings, tensor(cases.ReadIntegers("labels")));
        value.backward();

        Assert.Equal(0, value.dim());
        Assert.InRange(value.item<double>() / expected.GetProperty("loss").GetDouble(), 1 - 1e-6, 1 + 1e-6);
        AssertClose(cases.ReadDoubles($"{name}.grad_embeddings"), embeddings.grad!);
        var learnt = cases.Tensors.Keys.Where(key => key.StartsWith($"{name}.grad_", StringComparison.Ordinal)).ToList();
        Assert.Equal(learnt.Count - 1, loss.parameters().Count());
        foreach (var key in learnt.Where(key => key != $"{name}.grad_embeddings"))
            AssertClose(cases.ReadDoubles(key), loss.parameters().Single().grad!);
    }

    private static MetricLoss Build(string name, JsonElement expected, SafetensorsFile cases)
    {
        return name switch
        {
            "arcface" => new ArcFaceLoss(Weight("W"), Number("margin_degrees"), Number("scale")),
            "subcenter_arcface" => new SubCenterArcFaceLoss(
                Weight("W"), expected.GetProperty("sub_centers").GetInt32(), Number("margin_degrees"), Number("scale")),
            "cosface" => new CosFaceLoss(Weight("W"), Number("margin"), Number("scale")),
            "proxy_anchor" => new ProxyAnchorLoss(Weight("proxies"), Number("margin"), Number("alpha")),
            "multi_similarity" => new MultiSimilarityLoss(Number("alpha"), Number("beta"), Number("base")),
            "supcon" => new SupConLoss(Number("temperature")),
            _ => throw new NotSupportedException($"expected.json names the loss '{name}', which is not known here."),
        };

        Tensor Weight(string tensor) => Read(cases, $"{name}.{tensor}");
        double Number(string key) => expected.GetProperty(key).GetDouble();
    }

    private static Tensor Read(SafetensorsFile file, string name) =>
        tensor(file.ReadDoubles(name)).view([.. file.Tensors[name].Shape]);

    private static void AssertClose(double[] expected, Tensor actual)
    {
        var values = actual.contiguous().data<double>().ToArray();
        var scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < values.Length; i++)
            Assert.InRange(Math.Abs(values[i] - expected[i]), 0, 1e-6 * Math.Max(Math.Abs(expected[i]), 1e-3 * scale));
    }
}
