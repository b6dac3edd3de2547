using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class MovingAverageTests
{
    [Fact]
    public void It_follows_the_weights_by_the_share_that_it_does_not_keep()
    {
        using var encoder = TinyProducts.Model.Create(16, 16);
        using var average = new MovingAverage(encoder.State(), 0.5);
        var (name, live) = encoder.State().First();
        var before = live.Values();
        using (no_grad())
            live.add_(1);

        average.Update(step: 1);
        average.Update(step: 1000);

        var expected = before[0] + (1 - 2.0 / 11) + 2.0 / 11 * 0.5;
        Assert.Equal(expected, average.State.First(entry => entry.Name == $"average.{name}").Tensor.Values()[0], 1e-5);
    }

    [Fact]
    public void Exchanged_twice_everything_is_as_before()
    {
        using var encoder = TinyProducts.Model.Create(16, 16);
        using var average = new MovingAverage(encoder.State(), 0.5);
        var before = encoder.State().Select(entry => entry.Tensor.Values()).ToList();
        using (no_grad())
            foreach (var (_, tensor) in encoder.State())
                tensor.add_(1);

        average.Exchange();
        Assert.All(encoder.State().Zip(before), pair => Assert.Equal(pair.Second, pair.First.Tensor.Values()));
        average.Exchange();
        Assert.All(encoder.State().Zip(before), pair => Assert.Equal(pair.Second.Select(value => value + 1), pair.First.Tensor.Values()));
    }
}
