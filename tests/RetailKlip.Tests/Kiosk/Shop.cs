using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Tests.Core;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A checkout on a real basket file, with a tray on which a test puts items of a small gallery.</summary>
internal sealed class Shop : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly BasketBook _book;
    private readonly List<TrackView> _items = [];
    private long _sequence;

    public Shop(string data)
    {
        var health = new KioskHealth(TimeProvider.System, NullLogger<KioskHealth>.Instance);
        var feed = new TrayFeed { Gallery = Gallery };
        var options = Options.Create(new KioskOptions { Data = data });
        _book = new BasketBook(options, feed, TimeProvider.System, health);
        Assert.True(_book.TryLoad());
        Checkout = new Checkout(_book, feed, new KioskMetrics(_services.GetRequiredService<IMeterFactory>()), options, Time, NullLogger<Checkout>.Instance);
        Checkout.Resume();
    }

    public static Gallery Gallery { get; } = Samples.RandomGallery(5);

    public FakeTimeProvider Time { get; } = new();

    public Checkout Checkout { get; }

    public CheckoutView View => Checkout.Views.Value;

    public string Basket => string.Join(", ", View.Lines.Select(line => $"{line.Quantity} {line.Sku}"));

    public static Sku SkuOf(int product) => Gallery.Products[product].Sku;

    /// <summary>A new item that recognition has decided on.</summary>
    /// <param name="place">Items of different places do not touch.</param>
    public static TrackView Item(int product, int place, DecisionKind kind = DecisionKind.Accepted, bool isSettled = true)
    {
        var evidence = Gallery.Entries.First(entry => entry.Sku == SkuOf(product)).Embedding;
        var match = Gallery.Match(evidence)!;
        ImmutableArray<Candidate> pickList = kind == DecisionKind.Ambiguous ? [.. match.Candidates.Take(3)] : [];
        return new TrackView(Guid.NewGuid(), new PixelBox(200 * place, 100, 150, 200), new Decision(kind, match, pickList, "for a test"), evidence, isSettled);
    }

    public TrackView Put(TrackView item)
    {
        _items.Add(item);
        See();
        return item;
    }

    public void Take(TrackView item)
    {
        _items.Remove(item);
        See();
    }

    /// <summary>The same item, decided otherwise.</summary>
    public void Turn(TrackView item, TrackView now)
    {
        _items[_items.FindIndex(other => other.Id == item.Id)] = now with { Id = item.Id };
        See();
    }

    /// <summary>Several items that lie there at once, as at a start.</summary>
    public void PutAll(IEnumerable<TrackView> items)
    {
        _items.AddRange(items);
        See();
    }

    public void Clear()
    {
        _items.Clear();
        See();
    }

    /// <summary>One more frame of the tray as it is.</summary>
    public void See(bool still = true) => Checkout.Observe(new SeenTray(_sequence++, 1280, 720, still, !still, [.. _items]));

    public void Dispose()
    {
        _book.Dispose();
        _services.Dispose();
    }
}
