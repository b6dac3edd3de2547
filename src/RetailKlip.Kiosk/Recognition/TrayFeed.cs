using System.Collections.Concurrent;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What recognition shows to the basket, the page and the API.</summary>
public sealed class TrayFeed
{
    private readonly ConcurrentDictionary<Guid, byte[]> _pictures = new();

    public Latest<SeenTray> Trays { get; } = new(SeenTray.None);

    /// <summary>The gallery that names the items; null until there is one.</summary>
    public Gallery? Gallery { get; internal set; }

    /// <returns>A JPEG of the item as the camera saw it; null once it is gone.</returns>
    public byte[]? PictureOf(Guid item) => _pictures.GetValueOrDefault(item);

    internal void Show(Guid item, byte[] jpeg) => _pictures[item] = jpeg;

    internal void Forget(Guid item) => _pictures.TryRemove(item, out _);
}
