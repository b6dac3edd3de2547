using System.Text;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

public sealed class FlippedBitTests(SimulatorServer server) : IClassFixture<SimulatorServer>
{
    [Fact]
    public async Task Flipped_bits_are_never_trusted()
    {
        var repository = new RepositorySimulator();
        repository.PublishContent();
        using var client = new SimulatedClient(server.Serve(repository));
        client.Store.Trust(repository.Published["root"][0]);
        var random = new Random(20260504);
        var whole = repository.Published.ToDictionary(role => role.Key, role => role.Value[^1].ToArray());
        for (var i = 0; i < 60; i++)
        {
            var role = RoleNames.TopLevel[1 + (i % 3)];
            var bytes = whole[role].ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            repository.Published[role][^1] = bytes;
            foreach (var trusted in RoleNames.TopLevel.Skip(1))
                File.Delete(client.Store.PathOf(trusted));

            // A letter of a signature's hex in the other case is the same signature.
            if (await client.RefreshAsync())
                Assert.Equal(Encoding.UTF8.GetString(whole[role]), Encoding.UTF8.GetString(bytes), ignoreCase: true);

            repository.Published[role][^1] = whole[role];
        }
    }
}
