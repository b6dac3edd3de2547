namespace RetailKlip.Cli;

/// <summary>What `klip doctor` found.</summary>
/// <param name="Fit">Whether this kiosk can sell.</param>
internal sealed record DoctorReport(bool Fit, Finding[] Findings);
