namespace RetailKlip.Scenes;

/// <summary>Where the kiosk's camera hangs.</summary>
internal static class KioskView
{
    /// <summary>Millimetres of tray and counter across the picture.</summary>
    private const float Field = 712;

    public static Viewpoint Above(int width, int height) => new(width, height, width / Field, 720, 4);

    /// <summary>As above, and with variety from anywhere a camera or a phone may be.</summary>
    public static Viewpoint Above(int width, int height, SeededRandom random, float variety) => new(width, height, width / Field,
        720 + random.Between(-330, 500) * variety, 4 + random.Between(-4, 26) * variety);
}
