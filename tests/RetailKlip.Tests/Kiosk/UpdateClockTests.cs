using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Kiosk;
using RetailKlip.Tests.Tuf;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Kiosks whose clock is wrong, or that were away for a month: they sell on, say what is wrong, and catch up.</summary>
public sealed class UpdateClockTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3650), Day = TimeSpan.FromDays(1);

    private readonly TemporaryFolder _folder = new();
    private readonly UpdateSite _site = new(server);
    private readonly ShiftedClock _clock = new();

    private string Data => _folder.File("data");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _site.Dispose();
        _folder.Dispose();
    }

    // Of the specification 5.3.10, 5.4.4, 5.5.6 and 5.6.5: what has expired is not trusted, by the only clock there is.
    [Fact]
    public async Task A_clock_ten_years_ahead_takes_no_release_and_says_why_until_it_is_right()
    {
        _site.Publish(1, delta: false);
        await using (var kiosk = await StartAsync())
        {
            await RunsAsync(kiosk, 1);
            _clock.Shift = TenYears;
            _site.Publish(2);
            await DegradedAsync(kiosk);
        }
        await using var restarted = await StartAsync();
        await RunsAsync(restarted, 1);
        await DegradedAsync(restarted);

        _clock.Shift = default;
        await RunsAsync(restarted, 2);
        await restarted.HealthOfAsync("sync", "healthy");

        async Task DegradedAsync(RunningKiosk kiosk)
        {
            var sync = await kiosk.UntilAsync("/health/ready", ready => Sync(ready).Contains("expired", StringComparison.Ordinal));
            Assert.Contains("release 1 of store-12 is in use", Sync(sync));
            Assert.Contains("check this machine's clock", Sync(sync));
            Assert.Contains($"it is {_clock.GetUtcNow().Year}", Sync(sync));
            await kiosk.SellsAsync();
            Assert.Equal(1, Running(kiosk));
        }
    }

    // Nothing has expired there yet: a kiosk that slow sees no freeze, but it trusts nothing that is not signed, and nothing older than what it trusted.
    [Fact]
    public async Task A_clock_ten_years_behind_takes_what_is_signed_and_nothing_older()
    {
        _clock.Shift = -TenYears;
        _site.Publish(1, delta: false);
        await using var kiosk = await StartAsync();
        await RunsAsync(kiosk, 1);
        var old = _site.Repository.Answer("metadata/timestamp.json")!;
        _site.Publish(2);
        await RunsAsync(kiosk, 2);

        _site.Instead = async (context, path, _) =>
        {
            if (!path.EndsWith("timestamp.json", StringComparison.Ordinal))
                return false;
            await UpdateSite.SendAsync(context, old);
            return true;
        };
        await kiosk.UntilAsync("/health/ready", ready => Sync(ready).Contains("was trusted before", StringComparison.Ordinal));
        Assert.Equal(2, Running(kiosk));

        (_clock.Shift, _site.Instead) = (default, null);
        _site.Publish(2);
        await RunsAsync(kiosk, 3);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(1, false)]
    public async Task After_thirty_days_offline_a_kiosk_catches_up_by_deltas_where_they_are_less_than_the_whole(int daysBetween, bool byDeltas)
    {
        _site.Publish(1, delta: false);
        var asked = new ConcurrentQueue<string>();
        var isOnline = true;
        _site.Instead = (context, path, _) =>
        {
            if (isOnline)
                asked.Enqueue(path);
            else
                context.Abort();
            return Task.FromResult(!isOnline);
        };
        await using (var kiosk = await StartAsync())
        {
            await RunsAsync(kiosk, 1);
            await kiosk.HealthOfAsync("sync", "healthy");
            isOnline = false;
            // A look under way ends on the day that it began.
            await kiosk.UntilAsync("/health/ready", answer => Sync(answer).Contains("cannot be read", StringComparison.Ordinal));
            Pass(15);
            var ready = await kiosk.UntilAsync("/health/ready", answer => Sync(answer).Contains("cannot be read", StringComparison.Ordinal));
            var lastHeard = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            Assert.Contains($"the repository was last heard {lastHeard}", Sync(ready));
        }
        // All that it knows has expired meanwhile, but for the root.
        await using var restarted = await StartAsync();
        Pass(15);
        await restarted.UntilAsync("/health/ready", answer => Sync(answer).Contains("release 1 of store-12 is in use", StringComparison.Ordinal));
        await restarted.SellsAsync();

        asked.Clear();
        isOnline = true;
        await RunsAsync(restarted, _site.Newest);
        await restarted.HealthOfAsync("sync", "healthy");

        var (deltas, wholes) = (asked.Count(path => path.EndsWith(".delta", StringComparison.Ordinal)), asked.Count(path => path.EndsWith(".release", StringComparison.Ordinal)));
        Assert.Equal(byDeltas ? ((int)_site.Newest - 1, 0) : (0, 1), (deltas, wholes));

        void Pass(int days)
        {
            for (var day = 1; day <= days; day++)
            {
                _clock.Shift += Day;
                _site.Repository.Clock.Now += Day;
                if (day % daysBetween == 0)
                    _site.Publish(2);
            }
        }
    }

    private Task<RunningKiosk> StartAsync() => RunningKiosk.StartAsync(_clock, Data, _site.Settings);

    private static string Sync(System.Text.Json.JsonElement ready) => ready.GetProperty("parts").GetProperty("sync").GetProperty("reason").GetString()!;

    private static long? Running(RunningKiosk kiosk) => kiosk.Services.GetRequiredService<ReleaseSwap>().Running.Value?.Version;

    private static async Task RunsAsync(RunningKiosk kiosk, long version)
    {
        for (var i = 0; i < 3000 && Running(kiosk) != version; i++)
            await Task.Delay(50, Cancellation);
        Assert.True(Running(kiosk) == version, $"release {Running(kiosk)} runs, not {version}: {await kiosk.GetAsync("/health/ready")}");
    }
}
