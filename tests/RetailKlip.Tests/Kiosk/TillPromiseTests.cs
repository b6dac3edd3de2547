using System.Diagnostics;
using System.Globalization;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>
/// The invariant: whatever a till's server does (500, 503, redirections, no answer, a broken connection before or after it accepted), whatever
/// becomes of the broker (stopped, killed) and whenever the kiosk is killed, each of them gets every event that was written, none twice once
/// repetitions of a key are dropped, and those of a basket in order.
/// </summary>
public sealed class TillPromiseTests(ITestOutputHelper output)
{
    public const string Till = "webhooks/till", Broker = "mqtt/store";

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("RETAILKLIP_LONG") == "1";

    private static readonly int Events = IsLong ? 10_000 : 240;

    // Of the kiosk; the broker is stopped or killed as often.
    private static readonly int Kills = IsLong ? 40 : 3;

    [Fact]
    public async Task Every_event_arrives_in_order_whoever_fails_meanwhile()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var started = Stopwatch.StartNew();
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        var random = new Random(20261123);
        await using var receiver = await TillReceiver.StartAsync();
        receiver.Fault = _ => Fault(random);
        await using var broker = await Kiosk.Broker.StartAsync(folder.Path);
        await using var subscriber = new Subscriber(broker, "retailklip/+/events");

        var confirmed = 0L;
        for (var kill = 1; kill <= Kills; kill++)
        {
            var printed = await KilledProcess.KillAsync(
                [TillWriter.Name, data, receiver.Address, Text(broker.Port), Text((long)Events * kill / Kills)],
                Events / Kills / 2 + random.Next(Events / Kills / 2), TimeSpan.FromMilliseconds(random.Next(300)), cancellation);
            confirmed = Math.Max(confirmed, printed.LastOrDefault());
            // One that is killed may only take what it handed on already.
            await Eventually.TrueAsync(() => subscriber.IsThere, () => "the subscriber does not come back");
            await broker.StopAsync(kill: kill % 2 == 0);
            await broker.StartAgainAsync();
        }
        // The last process lives on until all have got all.
        await using var shop = new TillShop(data);
        while (shop.Written.Count() < Events)
            TillWriter.Step(shop);
        TillWriter.Deliver(shop, receiver.Address, broker.Port);
        var written = shop.Written.ToList();
        await receiver.UntilAsync(written.Count);
        await subscriber.UntilAsync(written.Count);

        Assert.InRange(confirmed, 1, written.Count);
        TillMail.AssertWhole(written, receiver.Accepted);
        TillMail.AssertWhole(written, subscriber.Got);
        Assert.Equal(0, receiver.Forged);
        // The receiver did fail, and was asked again.
        Assert.True(receiver.Attempts.Count > written.Count * 1.1, $"{receiver.Attempts.Count} attempts for {written.Count} events");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{written.Count} events, {Kills} kills, {receiver.Attempts.Count} requests, {receiver.Accepted.Count} accepted, "
            + $"{subscriber.Got.Count} through the broker, {started.Elapsed.TotalSeconds:F0} s"));
    }

    // Requests come one after the other, but for those that a killed kiosk left behind.
    private static TillFault Fault(Random random)
    {
        lock (random)
            return random.Next(1000) switch
            {
                < 60 => TillFault.Error,
                < 80 => TillFault.Redirect,
                < 120 => TillFault.Reset,
                < 160 => TillFault.DropAfter,
                < 200 => TillFault.Slow,
                < 206 => TillFault.Busy,
                < 210 => TillFault.Hang,
                _ => TillFault.None,
            };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
