using System.Diagnostics;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class RecomputationTests
{
    private static readonly VisionTransformerOptions Transformer =
        new() { Patch = 4, Width = 16, Layers = 3, HeadWidth = 8, MlpRatio = 2, Dimension = 6 };

    public static TheoryData<ImageEncoderOptions> Encoders => [Transformer, Transformer with { QuickGelu = true }, TinyProducts.Model];

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Loss_gradients_and_statistics_are_those_of_plain_training(ImageEncoderOptions options)
    {
        var plain = Train(options, checkpoints: false);

        var checkpointed = Train(options, checkpoints: true);

        Assert.Equal(plain.Keys, checkpointed.Keys);
        Assert.All(plain, entry => Assert.Equal(entry.Value, checkpointed[entry.Key]));
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Where_only_the_upper_layers_learn_their_gradients_are_the_same_too(ImageEncoderOptions options)
    {
        var plain = Train(options, checkpoints: false, firstTrained: 2);

        var checkpointed = Train(options, checkpoints: true, firstTrained: 2);

        Assert.Contains(plain.Keys, name => name.StartsWith("gradient ", StringComparison.Ordinal));
        Assert.Equal(plain.Keys, checkpointed.Keys);
        Assert.All(plain, entry => Assert.Equal(entry.Value, checkpointed[entry.Key]));
    }

    [Fact]
    public void Without_gradients_nothing_is_kept_to_go_back_by()
    {
        using var encoder = Transformer.Create(8, 8);
        encoder.CheckpointsActivations = true;
        using var pictures = randn(2, 3, 8, 8);

        using (no_grad())
        {
            using var embeddings = encoder.forward(pictures);
            Assert.False(embeddings.requires_grad);
        }
    }

    [Fact]
    public void Far_less_is_kept_for_the_backward_pass()
    {
        var shape = Transformer with { Width = 64, Layers = 6, MlpRatio = 4 };

        var plain = Kept(checkpoints: false);
        var checkpointed = Kept(checkpoints: true);

        Assert.True(checkpointed < plain / 3, $"{checkpointed >> 20} MiB were kept, {plain >> 20} MiB without checkpoints.");

        long Kept(bool checkpoints)
        {
            using var encoder = shape.Create(32, 32);
            encoder.CheckpointsActivations = checkpoints;
            using var pictures = randn(64, 3, 32, 32);
            var before = Resident();
            using var loss = Forward();
            var kept = Resident() - before;
            loss.backward();
            return kept;

            Tensor Forward()
            {
                using var scope = NewDisposeScope();
                return encoder.forward(pictures).pow(2).sum().MoveToOuterDisposeScope();
            }
        }

        static long Resident()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            using var self = Process.GetCurrentProcess();
            return self.WorkingSet64;
        }
    }

    [Fact]
    public void Steps_without_end_leave_nothing_behind()
    {
        using var encoder = (Transformer with { Width = 64, HeadWidth = 32, Layers = 2 }).Create(32, 32);
        encoder.CheckpointsActivations = true;
        Steps(3);
        using var self = Process.GetCurrentProcess();
        var before = self.WorkingSet64;

        Steps(12);

        // A step leaves 14 MiB to go back by: all of them would be 160.
        self.Refresh();
        Assert.InRange(self.WorkingSet64 - before, long.MinValue, 60 << 20);

        void Steps(int count)
        {
            for (var step = 0; step < count; step++)
            {
                using var scope = NewDisposeScope();
                encoder.forward(randn(32, 3, 32, 32)).pow(2).sum().backward();
            }
        }
    }

    /// <summary>Two steps of gradients without an optimiser between: losses, gradients and running statistics by name.</summary>
    private static Dictionary<string, float[]> Train(ImageEncoderOptions options, bool checkpoints, int firstTrained = 0)
    {
        random.manual_seed(5);
        using var outer = NewDisposeScope();
        using var encoder = options.Create(16, 16);
        encoder.CheckpointsActivations = checkpoints;
        foreach (var (name, parameter) in encoder.named_parameters())
            parameter.requires_grad = encoder.LayerOf(name) >= firstTrained;
        var numbers = new Dictionary<string, float[]>();
        for (var step = 0; step < 2; step++)
        {
            using var scope = NewDisposeScope();
            var loss = encoder.forward(randn(4, 3, 16, 16)).pow(2).mean();
            // What the forward pass left to the collector must not be missed on the way back.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            loss.backward();
            numbers.Add($"loss {step}", loss.Values());
        }
        foreach (var (name, parameter) in encoder.named_parameters())
            if (parameter.grad is { } gradient)
                numbers.Add($"gradient {name}", gradient.Values());
        foreach (var (name, tensor) in encoder.State().Where(entry => entry.Tensor is not Parameter))
            numbers.Add(name, tensor.Values());
        return numbers;
    }
}
