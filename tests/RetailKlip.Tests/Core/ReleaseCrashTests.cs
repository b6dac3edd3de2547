using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>
/// A process that applies and unpacks releases and is killed at any moment. The invariant: what it leaves is a whole release by its
/// content hash, the one that it had confirmed or the next one, and the next process goes on in spite of what lies around.
/// </summary>
public sealed class ReleaseCrashTests
{
    [Fact]
    public async Task Killed_at_random_moments_a_kiosk_has_the_old_release_or_the_new_one()
    {
        using var folder = new TemporaryFolder();
        ReleaseWriter.Prepare(folder.Path);
        var random = new Random(20261123);
        var kills = Campaign.Runs(4, 200);
        for (var i = 0; i < kills; i++)
        {
            var confirmed = await KilledProcess.KillAsync(
                [ReleaseWriter.Name, folder.Path], 1 + random.Next(3), TimeSpan.FromMilliseconds(random.Next(60)), TestContext.Current.CancellationToken);

            var left = ReleaseFile.Load(ReleaseWriter.Current(folder.Path)).Header;

            Assert.Contains(left.Version, new[] { confirmed[^1], 3 - confirmed[^1] });
            Assert.Equal(ReleaseFile.Verify(folder.File($"{left.Version}")), left);
        }
    }
}
