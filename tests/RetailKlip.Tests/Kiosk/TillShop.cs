using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RetailKlip.Core;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Baskets on a real file and their deliveries, without the rest of a kiosk.</summary>
internal sealed class TillShop : IAsyncDisposable
{
    public const string Kiosk = "kiosk-7";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CancellationTokenSource _end = new();
    private readonly Latest<long> _written = new(0);
    private readonly List<(Delivery Delivery, Task Running)> _deliveries = [];
    private readonly KioskMetrics _metrics;

    public TillShop(string data)
    {
        Directory.CreateDirectory(data);
        Store = BasketStore.Open(Path.Combine(data, "baskets.db"), TimeProvider.System, Shop.Gallery.Find);
        _metrics = new KioskMetrics(_services.GetRequiredService<IMeterFactory>());
    }

    public BasketStore Store { get; }

    public PointOfSaleOptions Options { get; } = new() { RetryDelay = TimeSpan.FromMilliseconds(10), LongestDelay = TimeSpan.FromMilliseconds(200) };

    public IEnumerable<string> Written => Store.Outbox.After(0, int.MaxValue).Select(message => message.Id);

    public static WebhookTarget Webhook(string address, TimeSpan? timeout = null) => new(
        new WebhookOptions { Address = address, Secret = TillReceiver.Secret, Timeout = timeout ?? TimeSpan.FromMinutes(1) }, Kiosk, TimeProvider.System);

    /// <summary>Starts to deliver to these, and nobody else.</summary>
    public void Deliver(params (string Name, ITarget Target)[] targets)
    {
        Store.Outbox.Serve([.. targets.Select(target => target.Name)]);
        foreach (var (name, target) in targets)
        {
            var delivery = new Delivery(name, target, Store.Outbox, _written, Options, _metrics, TimeProvider.System, NullLogger.Instance);
            _deliveries.Add((delivery, delivery.RunAsync(_end.Token)));
        }
    }

    public Delivery Delivery(string name) => _deliveries.Single(one => one.Delivery.Name == name).Delivery;

    /// <summary>Goes through a whole basket: it is opened, some lines come, one goes, and it is finished.</summary>
    public Guid Sell(int lines = 2)
    {
        var session = Store.OpenSession().Session;
        for (var number = 0; number < lines; number++)
        {
            var line = Guid.NewGuid();
            Append(session, new BasketEvent.LineAdded(line, Shop.SkuOf(number % 5), 1, new LineEvidence(LineOrigin.Recognised, line)));
        }
        Append(session, new BasketEvent.Finished());
        return session;
    }

    public void Append(Guid session, BasketEvent happened)
    {
        Store.Append(session, happened, Guid.NewGuid().ToString());
        _written.Publish(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var (delivery, running) in _deliveries)
        {
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
            delivery.Dispose();
            // Whatever else than the end ended it is a failure.
            Assert.True(running.IsCanceled, running.Exception?.ToString());
        }
        Store.Dispose();
        _end.Dispose();
        await _services.DisposeAsync();
    }
}
