namespace RetailKlip.Cli;

/// <summary>One part of a kiosk.</summary>
/// <param name="State">ok, failed, or not configured; with a warning the kiosk can still sell.</param>
/// <param name="Needed">Whether the kiosk cannot sell without this part.</param>
internal sealed record Finding(string Part, string State, bool Needed, string Detail)
{
    public const string Ok = "ok", Warning = "warning", Failed = "failed", NotConfigured = "not configured";

    /// <summary>Whether the kiosk can sell in spite of it.</summary>
    public bool IsFit => !Needed || State is Ok or Warning;
}
