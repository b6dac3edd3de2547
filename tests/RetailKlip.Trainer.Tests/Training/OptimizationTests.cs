using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class OptimizationTests
{
    [Fact]
    public void AdamW_steps_as_torchs_own()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var start = randn(4, 3, dtype: ScalarType.Float64);
        using var ours = nn.Parameter(start.clone());
        using var theirs = nn.Parameter(start.clone());
        using var optimizer = new AdamW([new("w", ours, 1, Decays: true)], weightDecay: 0.1);
        using var reference = optim.AdamW([theirs], lr: 0.01, weight_decay: 0.1);

        for (var step = 0; step < 20; step++)
        {
            optimizer.ZeroGradients();
            reference.zero_grad();
            (ours - step).pow(2).sum().backward();
            (theirs - step).pow(2).sum().backward();
            optimizer.Step(0.01, clipNorm: 1e9);
            reference.step();
        }

        Assert.Equal(20, optimizer.Steps);
        Assert.InRange((ours - theirs).abs().max().item<double>(), 0, 1e-12);
    }

    [Fact]
    public void Vectors_do_not_decay()
    {
        using var scope = NewDisposeScope();
        using var matrix = nn.Parameter(ones(2, 2));
        using var vector = nn.Parameter(ones(2));
        using var optimizer = new AdamW([new("m", matrix, 1, Decays: true), new("v", vector, 1, Decays: false)], weightDecay: 0.5);
        ((matrix.sum() + vector.sum()) * 0).backward();

        optimizer.Step(0.1, clipNorm: 1e9);

        Assert.Equal(0.95f, matrix[0, 0].item<float>(), 1e-6f);
        Assert.Equal(1f, vector[0].item<float>());
    }

    [Fact]
    public void The_rate_rises_to_its_peak_and_falls_to_nothing()
    {
        var schedule = new CosineSchedule(Peak: 2, WarmUpSteps: 10, TotalSteps: 110);

        Assert.Equal(0.2, schedule.Rate(0), 1e-12);
        Assert.Equal(2, schedule.Rate(9), 1e-12);
        Assert.Equal(1, schedule.Rate(59), 1e-12);
        Assert.Equal(0, schedule.Rate(109), 1e-12);
        Assert.All(Enumerable.Range(10, 99), step => Assert.True(schedule.Rate(step) < schedule.Rate(step - 1)));
    }
}
