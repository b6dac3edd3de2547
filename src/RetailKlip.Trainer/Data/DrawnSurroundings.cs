namespace RetailKlip.Trainer;

/// <summary>What drawn products are seen with.</summary>
public enum DrawnSurroundings
{
    /// <summary>Alone on a tray or table.</summary>
    Plain,

    /// <summary>On shelves between others, among others on trays, in hands, and partly covered: see <c>Surroundings.Store</c>. JPEG of
    /// any quality.</summary>
    Store,
}
