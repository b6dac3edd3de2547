using System.Net;
using System.Text;

namespace RetailKlip.Tests.Server;

public sealed class ServerProcessTests : IDisposable
{
    private const string Milk = """{"sku":"milk-1","names":{"en":"Milk"}}""";

    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_server_had_answered_is_there_after_its_next_start()
    {
        using (var killed = await ServerProcess.StartAsync(_data.Path))
        {
            using var created = await killed.Client.PostAsync("/api/products", new StringContent(Milk, Encoding.UTF8, "application/json"), Cancellation);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            await killed.KillAsync();
        }

        using var restarted = await ServerProcess.StartAsync(_data.Path);

        using var milk = await restarted.Client.GetAsync("/api/products/milk-1", Cancellation);
        Assert.Equal(HttpStatusCode.OK, milk.StatusCode);
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_ends_by_itself()
    {
        using var server = await ServerProcess.StartAsync(_data.Path);
        using var ready = await server.Client.GetAsync("/health/ready", Cancellation);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        server.Terminate();

        var (code, errors) = await server.EndAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain("Unhandled exception", errors, StringComparison.Ordinal);
    }

    public void Dispose() => _data.Dispose();
}
