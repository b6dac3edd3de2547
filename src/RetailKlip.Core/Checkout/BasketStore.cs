namespace RetailKlip.Core;

/// <summary>
/// The baskets of one kiosk as events in one SQLite file. What a method returned from is on the disk: neither a killed process
/// nor a power cut loses it. Safe for several threads.
/// </summary>
public sealed class BasketStore : IDisposable
{
    /// <summary>Opens or creates.</summary>
    public static BasketStore Open(string path, TimeProvider time) => throw new NotImplementedException();

    public static BasketOpening OpenOrSetAside(string path, TimeProvider time) => throw new NotImplementedException();

    /// <summary>The basket of the session that is not over yet; null where there is none. Survives a crash.</summary>
    public Basket? Current => throw new NotImplementedException();

    /// <summary>Opens a session with a new id and returns its empty basket.</summary>
    /// <exception cref="InvalidOperationException">A session is open already: finish or abandon it first.</exception>
    public Basket OpenSession() => throw new NotImplementedException();

    /// <summary>Appends an event to the open session and returns the basket after it.</summary>
    /// <param name="key">
    /// Names this one change, 1 to 200 characters: appending it again, also after a crash, changes nothing and returns the basket
    /// as it is, so that a caller that does not know whether its change arrived repeats it safely.
    /// </param>
    public Basket Append(Guid session, BasketEvent happened, string key) => throw new NotImplementedException();

    /// <summary>The basket of any session, also of one that is over; null where there is no such session.</summary>
    public Basket? Read(Guid session) => throw new NotImplementedException();

    public void Dispose() => GC.SuppressFinalize(this);
}
