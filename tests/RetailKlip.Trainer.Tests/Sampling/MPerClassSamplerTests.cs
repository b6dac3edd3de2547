using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class MPerClassSamplerTests
{
    // Classes of 1, 2, … 10 samples.
    private static readonly int[] Labels = [.. Enumerable.Range(0, 10).SelectMany(label => Enumerable.Repeat(label, label + 1))];

    [Fact]
    public void Every_batch_holds_m_samples_of_each_of_its_classes()
    {
        var sampler = new MPerClassSampler(Labels, perClass: 3, batchSize: 12, samplesPerEpoch: 120, seed: 1);

        foreach (var batch in sampler.Epoch(0))
        {
            var groups = batch.GroupBy(sample => Labels[sample]).ToList();
            Assert.Equal(4, groups.Count);
            Assert.All(groups, group => Assert.Equal(3, group.Count()));
        }
    }

    [Fact]
    public void A_class_with_enough_samples_repeats_none_in_a_batch()
    {
        var sampler = new MPerClassSampler(Labels, perClass: 3, batchSize: 12, samplesPerEpoch: 600, seed: 2);

        Assert.All(sampler.Epoch(0).SelectMany(batch => batch.GroupBy(sample => Labels[sample])).Where(group => group.Key >= 2),
            group => Assert.Equal(3, group.Distinct().Count()));
    }

    [Fact]
    public void Classes_come_equally_often_whatever_their_size()
    {
        var sampler = new MPerClassSampler(Labels, perClass: 2, batchSize: 4, samplesPerEpoch: 400, seed: 3);

        var counts = sampler.Epoch(0).SelectMany(batch => batch).CountBy(sample => Labels[sample]).Select(pair => pair.Value).ToList();

        Assert.Equal(10, counts.Count);
        Assert.All(counts, count => Assert.Equal(40, count));
    }

    [Fact]
    public void All_samples_of_a_class_come_before_one_comes_again()
    {
        var sampler = new MPerClassSampler([0, 0, 0, 0, 0, 1, 1, 1, 1, 1], perClass: 1, batchSize: 2, samplesPerEpoch: 10, seed: 4);

        Assert.Equal(Enumerable.Range(0, 10), sampler.Epoch(0).SelectMany(batch => batch).Order());
    }

    [Fact]
    public void The_same_epoch_gives_the_same_batches_and_another_gives_others()
    {
        var sampler = new MPerClassSampler(Labels, perClass: 2, batchSize: 8, samplesPerEpoch: 80, seed: 5);

        var first = sampler.Epoch(3).SelectMany(batch => batch).ToList();

        Assert.Equal(first, sampler.Epoch(3).SelectMany(batch => batch));
        Assert.NotEqual(first, sampler.Epoch(4).SelectMany(batch => batch));
    }

    [Fact]
    public void A_batch_that_cannot_be_filled_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new MPerClassSampler(Labels, perClass: 1, batchSize: 11, samplesPerEpoch: 100, seed: 1));
        Assert.Throws<ArgumentException>(() => new MPerClassSampler(Labels, perClass: 3, batchSize: 8, samplesPerEpoch: 100, seed: 1));
    }
}
