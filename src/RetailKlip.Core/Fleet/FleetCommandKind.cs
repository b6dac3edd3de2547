namespace RetailKlip.Core;

/// <summary>What a kiosk can be asked to do.</summary>
public static class FleetCommandKind
{
    /// <summary>Look for its release now.</summary>
    public const string Sync = "sync";

    /// <summary>Tell how each part is, and whether it can sell.</summary>
    public const string SelfTest = "selfTest";

    public static IReadOnlyList<string> All { get; } = [Sync, SelfTest];
}
