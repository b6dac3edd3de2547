using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>Root versions with other keys and thresholds, and what they say about the other roles.</summary>
public sealed class RotationTests(SimulatorServer server) : IClassFixture<SimulatorServer>
{
    private static readonly SigningKey[] Keys = [.. Enumerable.Range(0, 10).Select(_ => SigningKey.Generate())];

    /// <summary>Versions in order, each as <c>KEYS/THRESHOLD/SIGNERS</c>, keys as digits.</summary>
    public static TheoryData<string, bool, string> Rotations => new()
    {
        { "one key by another", true, "1/1/1 2/1/21 2/1/2" },
        { "one key by another, with signatures of strangers", true, "1/1/314 2/1/3214 2/1/324" },
        { "3 of 5 sign in changing combinations", true, "01234/3/024 01234/3/041 01234/3/013 01234/3/013" },
        { "one of 5 keys by another", true, "01234/3/024 01345/3/041" },
        { "one of 5 keys by another, in two steps", true, "01234/3/024 01345/3/0245 01345/3/045" },
        { "all of 5 keys by others, in two steps", true, "01234/3/024 56789/3/024567 56789/3/567" },
        { "threshold from 1 to 2 of 3", true, "123/1/1 123/2/12" },
        { "threshold from 2 to 1 of 3", true, "123/2/12 123/1/12 123/1/1" },
        { "a key more and threshold 2", true, "1/1/1 12/2/12" },
        { "without the old key", false, "1/1/1 2/1/234" },
        { "without the new key", false, "1/1/1 2/1/134" },
        { "without 3 new keys", false, "01234/3/024 01345/3/024" },
        { "without 3 old keys", false, "01234/3/024 01345/3/045" },
        { "without the new threshold", false, "123/1/1 123/2/2" },
        { "without the old threshold", false, "123/2/12 123/1/1" },
    };

    public static TheoryData<string, bool, string> OtherRoles => new()
    {
        { "one key by another", true, "2/1/2" },
        { "with signatures of strangers", true, "1/1/314" },
        { "without the new key", false, "2/1/134" },
        { "one of three by a stranger", false, "01345/3/024" },
        { "one signature too few", false, "01345/3/04" },
        { "3 of 5, first combination", true, "01234/3/024" },
        { "3 of 5, second combination", true, "01234/3/041" },
        { "3 of 5, third combination", true, "01234/3/013" },
        { "3 of 5, fourth combination", true, "01234/3/123" },
        { "3 of 5, fifth combination", true, "01234/3/234" },
    };

    [Theory]
    [MemberData(nameof(Rotations))]
    public async Task A_new_root_needs_the_threshold_of_the_old_one_and_its_own(string what, bool accepted, string versions)
    {
        var repository = new RepositorySimulator();
        repository.Published.Remove("root");
        foreach (var version in versions.Split(' '))
        {
            SetKeys(repository, "root", version);
            repository.Publish("root");
        }
        repository.PublishContent();
        using var client = new SimulatedClient(server, repository);

        Assert.True(await client.RefreshAsync() == accepted, what);

        Assert.Equal(repository.Published["root"][accepted ? ^1 : ^2], client.Bytes("root"));
    }

    [Theory]
    [MemberData(nameof(OtherRoles))]
    public async Task The_other_roles_need_the_keys_that_the_newest_root_lists(string what, bool accepted, string version)
    {
        var repository = new RepositorySimulator();
        using var client = new SimulatedClient(server, repository);
        foreach (var role in new[] { "timestamp", "snapshot", "targets" })
        {
            SetKeys(repository, role, version);
            repository.Publish("root", "targets", "snapshot", "timestamp");

            Assert.True(await client.RefreshAsync() == accepted, what);
            if (accepted)
                Assert.Equal(repository.Published[role][^1], client.Bytes(role));
        }
    }

    private static void SetKeys(RepositorySimulator repository, string role, string version)
    {
        var parts = version.Split('/');
        repository.SetKeys(role, int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), Of(parts[0]), Of(parts[2]));
    }

    private static IEnumerable<SigningKey> Of(string digits) => digits.Select(digit => Keys[digit - '0']);
}
