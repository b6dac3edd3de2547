using RetailKlip.Core;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>The process of <see cref="TillPromiseTests"/>: shoppers as quick as the disk, and their events to a till and a broker.</summary>
internal static class TillWriter
{
    public const string Name = "tills";

    private const int Lines = 6;

    /// <summary>Writes events until there are so many in all, and goes on delivering until it is killed. Yields each once it is confirmed.</summary>
    public static IEnumerable<long> Sell(string data, string webhook, int port, long events)
    {
        var shop = new TillShop(data);
        Deliver(shop, webhook, port);
        var written = shop.Written.LongCount();
        while (written < events)
        {
            Step(shop);
            yield return ++written;
        }
        new ManualResetEventSlim().Wait();
    }

    /// <summary>One more event: of the open basket, or the opening of one.</summary>
    public static void Step(TillShop shop)
    {
        if (shop.Store.Current is not { } basket)
            shop.Store.OpenSession();
        else if (basket.Lines.Length < Lines)
            shop.Append(basket.Session, new BasketEvent.LineAdded(
                Guid.NewGuid(), Shop.SkuOf(basket.Lines.Length % 5), 1, new LineEvidence(LineOrigin.Recognised)));
        else
            shop.Append(basket.Session, new BasketEvent.Finished());
    }

    public static void Deliver(TillShop shop, string webhook, int port) => shop.Deliver(
        (TillPromiseTests.Till, TillShop.Webhook(webhook, TimeSpan.FromSeconds(1))),
        (TillPromiseTests.Broker, new MqttTarget(new MqttOptions { Host = "127.0.0.1", Port = port, Timeout = TimeSpan.FromSeconds(2) }, TillShop.Kiosk)));
}
