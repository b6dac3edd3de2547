using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>The kiosk's basket file: a disk that refuses to write shows in health and never ends the kiosk.</summary>
public sealed class BasketBook(IOptions<KioskOptions> options, TrayFeed feed, TimeProvider time, KioskHealth health) : IDisposable
{
    private BasketStore? _store;
    private string _inUse = "";

    public string Path => System.IO.Path.Combine(options.Value.Data, "baskets.db");

    /// <summary>The open basket; null where none is.</summary>
    public Basket? Current => _store?.Current;

    /// <summary>Published once the file is loaded, and with every event written; its value says nothing.</summary>
    public Latest<long> Written { get; } = new(0);

    /// <summary>Whether there is a store to write to.</summary>
    public bool MayOpen => _store is not null;

    /// <summary>False where the file cannot be used now; health says why.</summary>
    public bool TryLoad() => Guarded(() =>
    {
        Directory.CreateDirectory(options.Value.Data);
        var opening = BasketStore.OpenOrSetAside(Path, time, sku => feed.Gallery?.Find(sku));
        _store = opening.Store;
        _inUse = Path;
        if (opening.SetAside is not null)
            health.Degraded(KioskPart.Basket, $"{opening.Damage} It was set aside as {opening.SetAside}; a new one is in use.");
        Written.Publish(0);
        return this;
    }) is not null;

    /// <returns>The new basket; null where it could not be written.</returns>
    public Basket? Open() => Write(() => _store!.OpenSession());

    /// <returns>The basket after the event; null where it could not be written.</returns>
    public Basket? Append(Guid session, BasketEvent happened, string key) => Write(() => _store!.Append(session, happened, key));

    /// <summary>Whether a change of that key was made.</summary>
    public bool Has(string key) => _store?.Has(key) == true;

    /// <summary>A basket of now or of before; null where there is none, or it is forgotten.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public Basket? Read(Guid session) => _store?.Read(session);

    /// <summary>Baskets that were opened in a time, oldest first.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public IReadOnlyList<Basket> Between(DateTimeOffset from, DateTimeOffset until, int most) => _store?.Between(from, until, most) ?? [];

    /// <summary>Forgets the baskets that were opened before a time.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public void Forget(DateTimeOffset before) => _store?.Forget(before);

    /// <summary>The events on their way to the points of sale, once the file is loaded.</summary>
    public async Task<Outbox> OutboxAsync(CancellationToken stopping)
    {
        for (var version = -1L; _store is null;)
            (version, _) = await Written.NextAsync(version, stopping);
        return _store.Outbox;
    }

    public void Dispose() => _store?.Dispose();

    private Basket? Write(Func<Basket> write)
    {
        var after = Guarded(write);
        Written.Publish(0);
        return after;
    }

    private T? Guarded<T>(Func<T> write)
        where T : class
    {
        try
        {
            var result = write();
            if (health[KioskPart.Basket].Status == HealthStatus.Unhealthy)
                health.Healthy(KioskPart.Basket, _inUse);
            return result;
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or NewerSchemaException)
        {
            health.Unhealthy(KioskPart.Basket, $"{Path} cannot be used: {error.Message.TrimEnd('.')}. Check the disk and its permissions.");
            return null;
        }
    }
}
