using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests.Scenes;

public sealed class ReferencePosesTests
{
    [Fact]
    public void Every_side_that_a_shopper_lays_up_is_among_eight_pictures()
    {
        var generator = new ProductGenerator(12);
        foreach (var product in Enumerable.Range(0, 80).Select(index => generator.Product(4 * index)).DistinctBy(product => product.Packaging.Shape))
        {
            var enrolled = ReferencePoses.Of(product, 1, 8).Select(pose => pose.Side).ToHashSet();
            var laid = Enumerable.Range(0, 300).Select(seed => Pose.Random(product, new SeededRandom(seed), 0).Side).Distinct();

            Assert.Subset(enrolled, laid.ToHashSet());
        }
    }

    [Fact]
    public void A_seed_always_gives_the_same_poses_nearly_straight_on_the_tray()
    {
        var product = DemoCatalogue.Products[0];
        var poses = ReferencePoses.Of(product, 5, 12);

        Assert.Equal(poses, ReferencePoses.Of(product, 5, 12));
        Assert.Equal(12, poses.Count);
        Assert.All(poses, pose => Assert.InRange(pose.TurnDegrees, -3, 3));
        Assert.True(poses.Distinct().Count() > 8);
        Assert.Throws<ArgumentOutOfRangeException>(() => ReferencePoses.Of(product, 5, 0));
    }
}
