namespace RetailKlip.Kiosk;

/// <summary>Which releases a kiosk keeps.</summary>
/// <param name="Current">Version in use; null while there is none.</param>
/// <param name="Previous">Version in use before, kept for the way back.</param>
/// <param name="Since">When the current one came into use, UTC.</param>
internal sealed record ReleaseState(long? Current, long? Previous, DateTimeOffset Since)
{
    public static ReleaseState Nothing { get; } = new(null, null, default);
}
