using System.Text.Json;
using RetailKlip.Tests;
using RetailKlip.Vision;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class ArcFaceLossTests
{
    [Fact]
    public void Value_and_both_gradients_equal_the_authors_own()
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Shared.File("reference/metric-learning/expected.json")));
        var arcFace = expected.RootElement.GetProperty("arcface");
        using var cases = SafetensorsFile.Open(Shared.File("reference/metric-learning/cases.safetensors"));
        using var scope = NewDisposeScope();
        using var loss = new ArcFaceLoss(
            Read(cases, "arcface.W"), arcFace.GetProperty("margin_degrees").GetDouble(), arcFace.GetProperty("scale").GetDouble());
        var embeddings = Read(cases, "embeddings").requires_grad_();

        var value = loss.forward(embeddings, tensor(cases.ReadIntegers("labels")));
        value.backward();

        var reference = arcFace.GetProperty("loss").GetDouble();
        Assert.InRange(value.item<double>(), reference * (1 - 1e-6), reference * (1 + 1e-6));
        AssertClose(cases.ReadDoubles("arcface.grad_embeddings"), embeddings.grad!);
        AssertClose(cases.ReadDoubles("arcface.grad_W"), loss.Weight.grad!);
    }

    [Theory]
    [InlineData(0, ScalarType.Float32)]
    [InlineData(180, ScalarType.Float32)]
    [InlineData(0, ScalarType.BFloat16)]
    [InlineData(180, ScalarType.BFloat16)]
    [InlineData(1e-4, ScalarType.Float64)]
    [InlineData(179.9999, ScalarType.Float64)]
    public void Gradients_stay_finite_where_the_angle_nears_its_ends(double degrees, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var precision = type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        using var loss = new ArcFaceLoss(tensor(new double[,] { { 1, 0.3 }, { 0, 1 } }).to(precision), 28.6, 64);
        var embeddings = tensor(new double[,] { { 3 * cos, 3 * sin } }).to(type).requires_grad_();

        var value = loss.forward(embeddings, tensor(new long[] { 0 }));
        value.backward();

        Assert.True(double.IsFinite(value.to(ScalarType.Float64).item<double>()));
        Assert.True(embeddings.grad!.isfinite().all().item<bool>());
        Assert.True(loss.Weight.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void A_wider_margin_costs_more()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var loss = ArcFaceLoss.Create(8, 5, 20, 16);
        loss.MarginShare = 0;
        var embeddings = randn(10, 8);
        var labels = randint(5, [10], ScalarType.Int64);

        var without = loss.forward(embeddings, labels).item<float>();
        loss.MarginShare = 1;

        Assert.True(loss.forward(embeddings, labels).item<float>() > without);
        Assert.Throws<ArgumentOutOfRangeException>(() => ArcFaceLoss.Create(8, 5, 180, 16));
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
