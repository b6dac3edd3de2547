using Microsoft.Data.Sqlite;

namespace RetailKlip.Core;

/// <summary>
/// What a kiosk's baskets tell the outside: every event is here from the moment it is in its basket, by the same transaction, until each
/// target has got it. Each target has a position of its own and reads on from there, in order. Safe for several threads.
/// </summary>
/// <remarks>It shares the lock of the baskets, and holds it for no longer than a few hundred rows take.</remarks>
public sealed class Outbox
{
    internal const string Tables = """
        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY,
            session TEXT NOT NULL,
            number INTEGER NOT NULL,
            at INTEGER NOT NULL,
            type TEXT NOT NULL,
            evidence BLOB NOT NULL,
            data TEXT NOT NULL) STRICT;
        CREATE TABLE target (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, lost INTEGER NOT NULL) STRICT;
        """;

    // Rows that one transaction deletes: a shopper waits no longer than they take.
    private const int PrunedAtOnce = 500;

    // Events are numbered without a gap, so that a difference of numbers is a count.
    private const string Head = "(SELECT COALESCE(MAX(seq), 0) FROM event)";

    private readonly BasketStore _store;
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;

    internal Outbox(BasketStore store, SqliteConnection connection, TimeProvider time) =>
        (_store, _connection, _time) = (store, connection, time);

    /// <summary>Names the targets. A new one gets what happens from now on; one that is not named any more is forgotten, and what only it
    /// waited for may go.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public void Serve(IReadOnlyCollection<string> targets) => Locked(() =>
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var gone in Names().Except(targets))
            _connection.Execute("DELETE FROM target WHERE name = $1", gone);
        foreach (var target in targets)
            _connection.Execute($"INSERT INTO target (name, seq, lost) VALUES ($1, {Head}, 0) ON CONFLICT DO NOTHING", target);
        transaction.Commit();
        return 0;
    });

    /// <summary>The oldest messages that a target has not got yet, at most <paramref name="most"/>, in order.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public IReadOnlyList<OutboxMessage> Next(string target, int most) =>
        Read("SELECT * FROM outbox WHERE seq > (SELECT seq FROM target WHERE name = $1) ORDER BY seq LIMIT $2", target, most);

    /// <summary>Messages after a position, at most <paramref name="most"/>, in order, as far as they are still kept.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public IReadOnlyList<OutboxMessage> After(long position, int most) =>
        Read("SELECT * FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2", position, most);

    /// <summary>A target has got everything up to a position.</summary>
    /// <param name="lasting">Also over a power cut, which takes a flush of the disk. Otherwise a power cut, but not a killed process, may
    /// take it back, so that some messages are delivered again.</param>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public void Delivered(string target, long position, bool lasting = false)
    {
        Locked(() => lasting ? Move() : Loosely(Move));

        int Move() => _connection.Execute("UPDATE target SET seq = MAX(seq, $2) WHERE name = $1", target, position);
    }

    /// <exception cref="IOException">The file cannot be used.</exception>
    public OutboxDepth DepthOf(string target) => Locked(() =>
    {
        using var command = _connection.Command($"""
            SELECT {Head} - seq, (SELECT at FROM outbox WHERE outbox.seq > target.seq ORDER BY outbox.seq LIMIT 1), lost
            FROM target WHERE name = $1
            """, target);
        using var row = command.ExecuteReader();
        return row.Read()
            ? new OutboxDepth(row.GetInt64(0), row.IsDBNull(1) ? null : TimeOf(row.GetInt64(1)), row.GetInt64(2))
            : new OutboxDepth(0, null, 0);
    });

    /// <summary>Removes what every target has got and what is older than <paramref name="keep"/>, and the oldest messages where more than
    /// <paramref name="most"/> are kept: targets that have not got those never will.</summary>
    /// <returns>What was lost just now, by target.</returns>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public IReadOnlyList<OutboxLoss> Prune(TimeSpan keep, long most)
    {
        var (losses, floor, delivered) = Locked(() => GiveUp(most));
        var until = (_time.GetUtcNow() - keep).ToUnixTimeMilliseconds();
        // What is pending is not even looked at: it may be very much.
        while (Locked(() => Loosely(() => _connection.Execute("""
            DELETE FROM outbox WHERE seq IN (
                SELECT seq FROM outbox WHERE seq <= $1 AND (seq <= $2 OR at < $3) ORDER BY seq LIMIT $4)
            """, Math.Max(floor, delivered), floor, until, PrunedAtOnce))) == PrunedAtOnce)
        {
            // Between two steps the baskets have their turn.
        }
        return losses;
    }

    // In the transaction of the event.
    internal void Add(long sequence, Guid session, int number, long at, string type, byte[] evidence, TillEvent told) =>
        _connection.Execute("INSERT INTO outbox (seq, session, number, at, type, evidence, data) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            sequence, session.ToString(), number, at, type, evidence, told.Write());

    private (List<OutboxLoss> Losses, long Floor, long Delivered) GiveUp(long most)
    {
        using var transaction = _connection.BeginTransaction();
        var head = (long)_connection.Scalar($"SELECT {Head}")!;
        var floor = head - most;
        var losses = new List<OutboxLoss>();
        using (var command = _connection.Command("SELECT name, $1 - seq FROM target WHERE seq < $1", floor))
        using (var row = command.ExecuteReader())
            while (row.Read())
                losses.Add(new OutboxLoss(row.GetString(0), row.GetInt64(1)));
        _connection.Execute("UPDATE target SET lost = lost + $1 - seq, seq = $1 WHERE seq < $1", floor);
        var delivered = _connection.Scalar("SELECT MIN(seq) FROM target") as long? ?? head;
        transaction.Commit();
        return (losses, floor, delivered);
    }

    private List<string> Names()
    {
        var names = new List<string>();
        using var command = _connection.Command("SELECT name FROM target");
        using var row = command.ExecuteReader();
        while (row.Read())
            names.Add(row.GetString(0));
        return names;
    }

    private List<OutboxMessage> Read(string sql, params object?[] values) => Locked(() =>
    {
        var messages = new List<OutboxMessage>();
        using var command = _connection.Command(sql, values);
        using var row = command.ExecuteReader();
        while (row.Read())
            messages.Add(new OutboxMessage(
                row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetInt32(2), TimeOf(row.GetInt64(3)),
                row.GetString(4), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)), row.GetString(6)));
        return messages;
    });

    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    // Without a flush of the disk: what a power cut takes back is done again.
    private int Loosely(Func<int> write)
    {
        _connection.Execute("PRAGMA synchronous = NORMAL");
        try
        {
            return write();
        }
        finally
        {
            _connection.Execute("PRAGMA synchronous = FULL");
        }
    }

    private T Locked<T>(Func<T> work) => _store.Locked(work);
}
