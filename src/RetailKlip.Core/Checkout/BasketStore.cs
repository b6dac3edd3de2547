using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RetailKlip.Core;

/// <summary>
/// The baskets of one kiosk as events in one SQLite file. What a method returned from is on the disk: neither a killed process
/// nor a power cut loses it, and repeating it under the same key doubles nothing. Safe for several threads.
/// </summary>
public sealed class BasketStore : IDisposable
{
    public const int MaxKeyLength = 200;

    private const int ForgottenAtOnce = 20;

    // Each event's digest covers its predecessor's in the session, so that no event can change, vanish or move unseen.
    private static readonly SqliteSchema Schema = new(ApplicationId: 0x524B4241, Version: 2, $"""
        CREATE TABLE event (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            session TEXT NOT NULL,
            key TEXT NOT NULL UNIQUE,
            at INTEGER NOT NULL,
            body TEXT NOT NULL,
            digest BLOB NOT NULL) STRICT;
        CREATE INDEX event_of_session ON event (session, seq);
        {Outbox.Tables}
        """, (path, reason, cause) => new BasketDamagedException(path, reason, cause))
    {
        Upgrade = Outbox.Tables,
    };

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly Func<Sku, Product?> _find;
    private Folded? _latest;

    private BasketStore(string path, SqliteConnection connection, TimeProvider time, Func<Sku, Product?> find) =>
        (Path, _connection, _time, _find, Outbox) = (path, connection, time, find, new Outbox(this, connection, time));

    public string Path { get; }

    /// <summary>The baskets' events on their way to the points of sale; not to be used after the baskets are disposed.</summary>
    public Outbox Outbox { get; }

    /// <summary>The basket of the session that is not over yet; null where there is none. Survives a crash.</summary>
    /// <exception cref="BasketDamagedException">The file is not what was written.</exception>
    public Basket? Current => Locked(() => FoldLatest() is { Basket: { IsOpen: true } open } ? open : null);

    /// <summary>Opens the baskets after checking them; creates the file, and its folder, where there is none.</summary>
    /// <param name="find">The product of a sku as it is known now, whose codes go to the points of sale; null: none is known.</param>
    /// <exception cref="BasketDamagedException">The file is not what was written.</exception>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote the file.</exception>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public static BasketStore Open(string path, TimeProvider time, Func<Sku, Product?>? find = null)
    {
        if (!File.Exists(path))
            SqliteFile.CreateInPlace(path, Schema, time, _ => { });
        var store = new BasketStore(path, SqliteFile.Open(path, Schema), time, find ?? (_ => null));
        try
        {
            _ = store.Current;
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens the baskets; a damaged file is moved to <c>path.damaged-TIME</c> and replaced by an empty one.</summary>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote the file; it is left where it is.</exception>
    public static BasketOpening OpenOrSetAside(string path, TimeProvider time, Func<Sku, Product?>? find = null)
    {
        try
        {
            return new BasketOpening(Open(path, time, find), null, null);
        }
        catch (BasketDamagedException damage)
        {
            var aside = SqliteFile.SetAside(path, time);
            return new BasketOpening(Open(path, time, find), aside, damage.Message);
        }
    }

    /// <summary>Opens a session with a new id and returns its empty basket.</summary>
    /// <exception cref="InvalidOperationException">A session is open already: finish or abandon it first.</exception>
    public Basket OpenSession() => Locked(() =>
    {
        using var transaction = _connection.BeginTransaction();
        if (FoldLatest() is { Basket: { IsOpen: true } open })
            throw new InvalidOperationException($"Basket {open.Session} is still open: finish or abandon it first.");
        var now = _time.GetUtcNow();
        var session = Guid.CreateVersion7(now);
        var folded = Insert(new Folded(session, null, 0, 0, []), new BasketEvent.SessionOpened(), $"open/{session}", now);
        transaction.Commit();
        return (_latest = folded).Basket!;
    });

    /// <summary>Appends an event to a session and returns the basket after it, once it is on the disk.</summary>
    /// <param name="key">
    /// Names this one change, 1 to <see cref="MaxKeyLength"/> characters: appending it again, also after a crash, changes nothing
    /// and returns the basket as it is, so that a caller that does not know whether its change arrived repeats it safely.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// There is no such session, the event cannot happen now (see <see cref="Basket.Apply"/>), or the key stands for another change.
    /// </exception>
    /// <exception cref="ArgumentException">The key is empty or too long, or a quantity is out of its range.</exception>
    public Basket Append(Guid session, BasketEvent happened, string key)
    {
        if (key is not { Length: >= 1 and <= MaxKeyLength })
            throw new ArgumentException($"'{key}' is not a key of a change: 1 to {MaxKeyLength} characters are expected.", nameof(key));
        return Locked(() =>
        {
            using var transaction = _connection.BeginTransaction();
            if (Fold(session) is not { Basket: not null } before)
                throw new InvalidOperationException($"There is no basket {session}: open a session first.");
            if (IsRepeated(session, happened, key))
                return before.Basket;
            var after = Insert(before, happened, key, _time.GetUtcNow());
            transaction.Commit();
            return (_latest = after).Basket!;
        });
    }

    /// <summary>Whether a change of that key was made, in whichever session.</summary>
    public bool Has(string key) => Locked(() => _connection.Scalar("SELECT 1 FROM event WHERE key = $1", key) is not null);

    /// <summary>The basket of any session, also of one that is over; null where there is no such session.</summary>
    /// <exception cref="BasketDamagedException">The file is not what was written.</exception>
    public Basket? Read(Guid session) => Locked(() => Fold(session)?.Basket);

    /// <summary>Baskets that were opened in a time, oldest first, at most <paramref name="most"/>.</summary>
    /// <exception cref="BasketDamagedException">The file is not what was written.</exception>
    public IReadOnlyList<Basket> Between(DateTimeOffset from, DateTimeOffset until, int most)
    {
        // Each in a turn of its own, so that a shopper waits for no more than one.
        var sessions = Locked(() => Sessions(
            "session >= $1 AND session < $2 ORDER BY session LIMIT $3", SessionAt(from), SessionAt(until), most));
        return [.. sessions.Select(Read).OfType<Basket>()];
    }

    /// <summary>Forgets the baskets that were opened before a time, but for the newest.</summary>
    public void Forget(DateTimeOffset before)
    {
        while (Locked(() => Sessions(
            "session < $1 AND session <> (SELECT session FROM event ORDER BY seq DESC LIMIT 1) ORDER BY session LIMIT $2",
            SessionAt(before), ForgottenAtOnce)) is { Count: > 0 } old)
            Locked(() =>
            {
                using var transaction = _connection.BeginTransaction();
                foreach (var session in old)
                    _connection.Execute("DELETE FROM event WHERE session = $1", session.ToString());
                transaction.Commit();
                return 0;
            });
    }

    public void Dispose()
    {
        lock (_gate)
            _connection.Dispose();
    }

    private List<Guid> Sessions(string condition, params ReadOnlySpan<object?> values)
    {
        var sessions = new List<Guid>();
        using var command = _connection.Command($"SELECT DISTINCT session FROM event WHERE {condition}", values);
        using var row = command.ExecuteReader();
        while (row.Read())
            sessions.Add(Guid.Parse(row.GetString(0)));
        return sessions;
    }

    // Version 7 of UUIDs (RFC 9562, 5.7) starts with its milliseconds, so that sessions sort as they were opened.
    private static string SessionAt(DateTimeOffset time) =>
        Math.Max(0, time.ToUnixTimeMilliseconds()).ToString("x12", CultureInfo.InvariantCulture).Insert(8, "-");

    private bool IsRepeated(Guid session, BasketEvent happened, string key)
    {
        using var command = _connection.Command("SELECT session, body FROM event WHERE key = $1", key);
        using var row = command.ExecuteReader();
        if (!row.Read())
            return false;
        return row.GetString(0) == session.ToString() && Read(row.GetString(1)) == happened
            ? true
            : throw new InvalidOperationException($"The key '{key}' stands for another change already: every change needs its own.");
    }

    private Folded Insert(Folded before, BasketEvent happened, string key, DateTimeOffset now)
    {
        // Whole milliseconds, as they are stored: a basket is the same before and after a restart.
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var basket = Apply(before, happened, at);
        var (milliseconds, body) = (at.ToUnixTimeMilliseconds(), Write(happened));
        ThrowIfNotReadable(happened, body);
        var digest = Digest(before, key, milliseconds, body);
        var sequence = (long)_connection.Scalar(
            "INSERT INTO event (session, key, at, body, digest) VALUES ($1, $2, $3, $4, $5) RETURNING seq",
            before.Session.ToString(), key, milliseconds, body, digest)!;
        Outbox.Add(sequence, before.Session, before.Number + 1, milliseconds, TillEvent.TypeOf(happened), digest,
            TillEvent.Of(happened, before.Basket, basket, _find));
        return new Folded(before.Session, basket, sequence, before.Number + 1, digest);
    }

    private Folded? FoldLatest() =>
        _connection.Scalar("SELECT session FROM event ORDER BY seq DESC LIMIT 1") is string text
            ? Guid.TryParse(text, out var session) ? Fold(session) : throw new BasketDamagedException(Path, $"'{text}' is not a session")
            : null;

    // Adds the events that were not folded yet to what was.
    private Folded? Fold(Guid session)
    {
        var folded = _latest is { } latest && latest.Session == session ? latest : new Folded(session, null, 0, 0, []);
        using var command = _connection.Command(
            "SELECT seq, key, at, body, digest FROM event WHERE session = $1 AND seq > $2 ORDER BY seq",
            session.ToString(), folded.Sequence);
        using var row = command.ExecuteReader();
        while (row.Read())
            folded = Next(folded, row);
        if (folded.Basket is null)
            return null;
        return _latest = folded;
    }

    private Folded Next(Folded folded, SqliteDataReader row)
    {
        var (sequence, key, at, body) = (row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetString(3));
        var digest = Digest(folded, key, at, body);
        if (!digest.AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(4)))
            throw new BasketDamagedException(Path, $"event {sequence.ToString(CultureInfo.InvariantCulture)} does not match its digest");
        try
        {
            var basket = Apply(folded, Read(body), DateTimeOffset.FromUnixTimeMilliseconds(at));
            return new Folded(folded.Session, basket, sequence, folded.Number + 1, digest);
        }
        catch (Exception exception) when (
            exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new BasketDamagedException(Path,
                $"event {sequence.ToString(CultureInfo.InvariantCulture)} cannot be read: {exception.Message}", exception);
        }
    }

    private static Basket Apply(Folded before, BasketEvent happened, DateTimeOffset at) => before.Basket is { } basket
        ? basket.Apply(happened)
        : happened is BasketEvent.SessionOpened
            ? Basket.Open(before.Session, at)
            : throw new InvalidOperationException($"Basket {before.Session} starts with something else than its opening.");

    // What does not come back as it was, such as a default sku, would make the whole basket unreadable.
    private static void ThrowIfNotReadable(BasketEvent happened, string body)
    {
        try
        {
            if (Read(body) == happened)
                return;
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"{happened} cannot be stored: {exception.Message}", nameof(happened), exception);
        }
        throw new ArgumentException($"{happened} cannot be stored: a text in it is not valid Unicode.", nameof(happened));
    }

    private static BasketEvent Read(string body) =>
        JsonSerializer.Deserialize(body, BasketJson.Default.BasketEvent) ?? throw new JsonException("It is empty.");

    private static string Write(BasketEvent happened) => JsonSerializer.Serialize(happened, BasketJson.Default.BasketEvent);

    private static byte[] Digest(Folded before, string key, long at, string body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, at);
        hash.AppendData(before.Digest);
        hash.AppendData(number);
        foreach (var text in (ReadOnlySpan<string>)[before.Session.ToString(), key, body])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt64LittleEndian(number, bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }
        return hash.GetHashAndReset();
    }

    internal T Locked<T>(Func<T> work)
    {
        lock (_gate)
            return SqliteFile.Guard(Path, Schema, work);
    }

    // A session up to one of its events, and how many they are. The basket is null before the first.
    private sealed record Folded(Guid Session, Basket? Basket, long Sequence, int Number, byte[] Digest);
}
