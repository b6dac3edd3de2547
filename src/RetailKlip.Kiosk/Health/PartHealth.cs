using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RetailKlip.Kiosk;

/// <summary>How one part is: degraded still sells, unhealthy does not.</summary>
/// <param name="Reason">One line for a technician, naming the file or device and the remedy; what is in use where all is well.</param>
/// <param name="Since">When this status began, UTC.</param>
public sealed record PartHealth(HealthStatus Status, string Reason, DateTimeOffset Since);
