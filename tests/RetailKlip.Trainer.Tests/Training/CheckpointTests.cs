using RetailKlip.Core;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

/// <summary>A checkpoint is read whole or refused; a refused one leaves the tensors as they were.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public void What_was_written_is_read_again()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var source = Tensors(1);
        var target = Tensors(2);

        Checkpoint.Write(folder.At("c.safetensors"), new("recipe", 5), source);

        Assert.Equal(new("recipe", 5), Checkpoint.Read(folder.At("c.safetensors"), "recipe", target));
        Assert.All(source.Zip(target), pair => Assert.Equal(pair.First.Tensor.Values(), pair.Second.Tensor.Values()));
    }

    [Fact]
    public void A_checkpoint_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.At("c.safetensors");
        Checkpoint.Write(path, new("recipe", 5), Tensors(1));
        var whole = File.ReadAllBytes(path);

        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            AssertRefused(path, "whole checkpoint");
        }
    }

    [Fact]
    public void A_flipped_bit_of_the_tensors_is_found()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.At("c.safetensors");
        Checkpoint.Write(path, new("recipe", 5), Tensors(1));
        var bytes = File.ReadAllBytes(path);
        bytes[^3] ^= 4;
        File.WriteAllBytes(path, bytes);

        AssertRefused(path, "digest");
    }

    [Fact]
    public void A_missing_or_misshapen_tensor_is_named()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.At("c.safetensors");
        Checkpoint.Write(path, new("recipe", 5), Tensors(1));

        foreach (var (name, tensor) in new[] { ("other", zeros(3)), ("a", zeros(2, 3)) })
        {
            var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Read(path, "recipe", [(name, tensor)]));
            Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_killed_write_leaves_the_last_whole_checkpoint()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.At("c.safetensors");
        Checkpoint.Write(path, new("recipe", 5), Tensors(1));
        File.WriteAllBytes(DurableFile.TemporaryFor(path), [1, 2, 3]);

        Assert.Equal(5, Checkpoint.Read(path, "recipe", Tensors(2)).Epoch);
        Checkpoint.Write(path, new("recipe", 6), Tensors(1));
        Assert.Equal(6, Checkpoint.Read(path, "recipe", Tensors(2)).Epoch);
    }

    private static void AssertRefused(string path, string reason)
    {
        var target = Tensors(2);
        var before = target.Select(entry => entry.Tensor.clone()).ToList();
        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Read(path, "recipe", target));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.All(target.Zip(before), pair => Assert.Equal(pair.First.Tensor.Values(), pair.Second.Values()));
    }

    private static List<(string Name, Tensor Tensor)> Tensors(long seed)
    {
        random.manual_seed(seed);
        return [("a", randn(3, 4)), ("b", randn(5)), ("c", randn(1))];
    }
}
