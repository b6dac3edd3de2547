using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

public sealed class LatestTests
{
    [Fact]
    public async Task A_reader_gets_the_newest_value_and_misses_those_before()
    {
        var latest = new Latest<string>("first");
        var (version, value) = await latest.NextAsync(-1, TestContext.Current.CancellationToken);
        Assert.Equal("first", value);

        latest.Publish("second");
        latest.Publish("third");

        (version, value) = await latest.NextAsync(version, TestContext.Current.CancellationToken);
        Assert.Equal("third", value);
        Assert.Equal(2, version);
    }

    [Fact]
    public async Task Every_waiting_reader_gets_the_next_value()
    {
        var latest = new Latest<int>(0);
        var readers = Enumerable.Range(0, 5).Select(_ => latest.NextAsync(0, TestContext.Current.CancellationToken).AsTask()).ToArray();
        Assert.All(readers, reader => Assert.False(reader.IsCompleted));

        latest.Publish(7);

        Assert.All(await Task.WhenAll(readers), next => Assert.Equal((1L, 7), next));
    }

    [Fact]
    public async Task A_reader_that_leaves_stops_waiting()
    {
        var latest = new Latest<int>(0);
        using var leaving = new CancellationTokenSource();
        var next = latest.NextAsync(0, leaving.Token).AsTask();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }
}
