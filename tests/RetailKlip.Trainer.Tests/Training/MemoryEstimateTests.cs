using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class MemoryEstimateTests
{
    private static readonly TrainingRecipe Recipe = TinyProducts.Recipe("data", "run", 1) with
    {
        Schedule = new() { Batch = 64, Sizes = [new(0, 64)] },
    };

    [Fact]
    public void Bfloat16_parts_and_smaller_trained_parts_want_less()
    {
        var whole = Of(Recipe);

        Assert.True(Of(Recipe with { Compute = new() { Precision = Precision.Bf16 } }).Bytes < whole.Bytes);
        Assert.Equal(16, Of(Recipe with { Compute = new() { Accumulation = 4 } }).Pictures);
        Assert.True(Of(Recipe with { Optimizer = new() { Trains = TrainedPart.HeadOnly } }).Fixed < whole.Fixed);
        Assert.True(Of(Recipe with { Optimizer = new() { MovingAverage = 0.999 } }).Fixed > whole.Fixed);
    }

    [Fact]
    public void What_does_not_fit_gets_the_first_remedy_that_helps()
    {
        var whole = new MemoryEstimate(1_000_000, Fixed: 16_000_000, PerPicture: 10_000_000, Pictures: 64);
        var checkpointed = whole with { PerPicture = 2_000_000 };

        Assert.Contains("it fits", Advise(900_000_000), StringComparison.Ordinal);
        Assert.EndsWith("Set compute.checkpointsActivations.", Advise(200_000_000), StringComparison.Ordinal);
        Assert.Contains("Set compute.accumulation to 2 and compute.checkpointsActivations", Advise(120_000_000), StringComparison.Ordinal);
        Assert.Contains("Take a smaller model", Advise(10_000_000), StringComparison.Ordinal);

        string Advise(long available) => whole.Advise(available, checkpointed, 64);
    }

    private static MemoryEstimate Of(TrainingRecipe recipe)
    {
        using var encoder = recipe.Model.Create(64, 64);
        using var loss = recipe.Loss.Create(encoder.Dimension, 4);
        return MemoryEstimate.Of(recipe, encoder, loss);
    }
}
