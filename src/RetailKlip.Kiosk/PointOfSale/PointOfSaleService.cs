using System.Globalization;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>
/// Brings what happens to the baskets to the store's points of sale, each at its own pace. The basket waits for none of them: what is
/// written is delivered later, also by the next process.
/// </summary>
internal sealed partial class PointOfSaleService(
    BasketBook book, IOptions<KioskOptions> options, KioskMetrics metrics, TimeProvider time,
    KioskHealth health, IHostApplicationLifetime lifetime, ILogger<PointOfSaleService> logger)
    : LoudService(health, lifetime, logger)
{
    private IReadOnlyList<Delivery> _deliveries = [];

    private PointOfSaleOptions Settings => options.Value.PointOfSale;

    public override void Dispose()
    {
        base.Dispose();
        foreach (var delivery in _deliveries)
            delivery.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        Health.Degraded(KioskPart.Till, "waits for the baskets");
        var outbox = await book.OutboxAsync(stopping);
        _deliveries = [.. Targets().Select(target =>
            new Delivery(target.Name, target.Target, outbox, book.Written, Settings, metrics, time, logger))];
        await ServeAsync(outbox, stopping);
        metrics.Observe(_deliveries, time);
        await await Task.WhenAny([UpkeepAsync(outbox, stopping), .. _deliveries.Select(delivery => delivery.RunAsync(stopping))]);
    }

    private IEnumerable<(string Name, ITarget Target)> Targets() =>
    [
        .. Settings.Webhooks.Select(set => ($"webhooks/{set.Key}", (ITarget)new WebhookTarget(set.Value, Settings.Name, time))),
        .. Settings.Mqtt.Select(set => ($"mqtt/{set.Key}", (ITarget)new MqttTarget(set.Value, Settings.Name))),
        .. Settings.Folders.Select(set => ($"folders/{set.Key}", (ITarget)new FolderTarget(set.Value, Settings.Name))),
        .. Settings.Keyboards.Select(set => ($"keyboards/{set.Key}", (ITarget)new KeyboardTarget(set.Value, time))),
    ];

    private async Task ServeAsync(Outbox outbox, CancellationToken stopping)
    {
        while (!Try(() => outbox.Serve([.. _deliveries.Select(delivery => delivery.Name)])))
            await Task.Delay(Settings.RetryDelay, time, stopping);
    }

    private async Task UpkeepAsync(Outbox outbox, CancellationToken stopping)
    {
        while (true)
        {
            if (Try(() => Tidy(outbox)))
                Report();
            await Task.Delay(Settings.Upkeep, time, stopping);
        }
    }

    private void Tidy(Outbox outbox)
    {
        foreach (var loss in outbox.Prune(Settings.KeepDelivered, Settings.MostPending))
            LogLost(loss.Target, loss.Messages, Settings.MostPending);
        book.Forget(time.GetUtcNow() - options.Value.Receipts.KeepHistory);
        foreach (var delivery in _deliveries)
            delivery.Measure();
    }

    private void Report()
    {
        if (_deliveries.Count == 0)
        {
            Health.Healthy(KioskPart.Till, "off: Kiosk:PointOfSale names no target");
            return;
        }
        var late = _deliveries.Select(Complaint).OfType<string>().ToList();
        if (late.Count > 0)
            Health.Degraded(KioskPart.Till, string.Join("; ", late) + ". Selling goes on, and what is kept is delivered later.");
        else
            Health.Healthy(KioskPart.Till, string.Join(", ", _deliveries.Select(delivery => delivery.Name + Lost(delivery))));
    }

    // Without numbers that change all the time: health is logged when it changes.
    private string? Complaint(Delivery delivery)
    {
        var due = time.GetUtcNow() - Settings.LateAfter;
        var late = delivery.Depth.Oldest is { } oldest && oldest < due ? oldest.UtcDateTime : (DateTime?)null;
        if (late is null && !(delivery.Fault?.Since < due))
            return null;
        return delivery.Name + Lost(delivery)
            + (late is { } since ? Text($" has not got events since {since:yyyy-MM-dd'T'HH:mm'Z'}") : " gets no events")
            + (delivery.Fault is { } fault ? $": {fault.Reason}" : "");
    }

    private static string Lost(Delivery delivery) =>
        delivery.Depth.Lost > 0 ? Text($" (LOST {delivery.Depth.Lost} events that were more than Kiosk:PointOfSale:MostPending)") : "";

    private bool Try(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Health.Degraded(KioskPart.Till, failed.Message);
            return false;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(601, LogLevel.Error,
        "{Target} was away for too long: its {Events} oldest events are LOST, since no more than {Most} are kept; compare its sales with the kiosk's")]
    private partial void LogLost(string target, long events, long most);
}
