namespace RetailKlip.Kiosk;

/// <summary>How the items on the tray stand to the basket, as far as this process knows: the line of each, or that it stays out. Items and lines
/// go by their ids. Not for several threads at once.</summary>
internal sealed class ItemStandings
{
    private readonly Dictionary<Guid, Guid> _lines = [];
    private readonly HashSet<Guid> _leftOut = [];
    private readonly HashSet<Guid> _declined = [];
    private readonly HashSet<Guid> _hadLine = [];

    /// <returns>Null where it has none.</returns>
    public Guid? LineOf(Guid item) => _lines.TryGetValue(item, out var line) ? line : null;

    /// <returns>Null where it lies on the tray no more, or was never seen.</returns>
    public Guid? ItemOf(Guid line) => _lines.Where(pair => pair.Value == line).Select(pair => (Guid?)pair.Key).FirstOrDefault();

    /// <summary>The id of a line to be: the item's own, which makes the first one the same however often it is tried; only what had a line
    /// before gets another.</summary>
    public Guid NextLineOf(Guid item) => _hadLine.Contains(item) ? Guid.NewGuid() : item;

    public bool IsLeftOut(Guid item) => _leftOut.Contains(item);

    public bool IsDeclined(Guid item) => _declined.Contains(item);

    public bool IsUndecided(Guid item) => !_lines.ContainsKey(item) && !_leftOut.Contains(item);

    public void Join(Guid item, Guid line)
    {
        _lines[item] = line;
        _hadLine.Add(item);
        _leftOut.Remove(item);
    }

    public void Part(Guid item) => _lines.Remove(item);

    /// <summary>The shopper does not buy it, so it is asked about no more.</summary>
    public void LeaveOut(Guid item) => _leftOut.Add(item);

    /// <summary>None of a line's items is asked about again while it lies there.</summary>
    public void LeaveOutOf(Guid line) => _leftOut.UnionWith(_lines.Where(pair => pair.Value == line).Select(pair => pair.Key));

    /// <summary>It is none of its pick list.</summary>
    public void Decline(Guid item) => _declined.Add(item);

    /// <returns>Items with a line that are not among those present.</returns>
    public Guid[] Gone(IReadOnlySet<Guid> present) => [.. _lines.Keys.Where(item => !present.Contains(item))];

    /// <summary>What was said of others than those present is forgotten.</summary>
    public void Keep(IReadOnlySet<Guid> present)
    {
        _leftOut.IntersectWith(present);
        _declined.IntersectWith(present);
    }

    public void Clear()
    {
        _lines.Clear();
        _leftOut.Clear();
        _declined.Clear();
        _hadLine.Clear();
    }
}
