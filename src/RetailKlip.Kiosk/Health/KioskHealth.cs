using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RetailKlip.Kiosk;

/// <summary>The board on which the hosted services write how their parts are, and from which health, page and logs read.</summary>
public sealed partial class KioskHealth(TimeProvider time, ILogger<KioskHealth> logger)
{
    /// <summary>The reason of a part that has not been tried yet.</summary>
    public const string Starting = "starting";

    private readonly Lock _lock = new();
    private readonly Latest<ImmutableSortedDictionary<KioskPart, PartHealth>> _parts = new(
        Enum.GetValues<KioskPart>().ToImmutableSortedDictionary(part => part, _ => new PartHealth(HealthStatus.Unhealthy, Starting, time.GetUtcNow())));

    public Latest<ImmutableSortedDictionary<KioskPart, PartHealth>> Parts => _parts;

    public PartHealth this[KioskPart part] => _parts.Value[part];

    /// <summary>Whether items can be recognised and sold: no part is unhealthy.</summary>
    public bool CanSell => _parts.Value.Values.All(part => part.Status != HealthStatus.Unhealthy);

    /// <summary>The service that broke by a bug, and how; null while all run. It stops the host, so that a supervisor restarts it.</summary>
    public string? Failure { get; private set; }

    public void Healthy(KioskPart part, string inUse) => Set(part, HealthStatus.Healthy, inUse);

    public void Degraded(KioskPart part, string reason) => Set(part, HealthStatus.Degraded, reason);

    public void Unhealthy(KioskPart part, string reason) => Set(part, HealthStatus.Unhealthy, reason);

    public void Failed(string service, Exception failure) => Failure ??= $"{service} stopped: {failure.Message}";

    private void Set(KioskPart part, HealthStatus status, string reason)
    {
        lock (_lock)
        {
            var before = _parts.Value[part];
            if (before.Status == status && before.Reason == reason)
                return;
            var since = before.Status == status ? before.Since : time.GetUtcNow();
            _parts.Publish(_parts.Value.SetItem(part, new PartHealth(status, reason, since)));
        }
        if (status == HealthStatus.Healthy)
            LogHealthy(part, reason);
        else
            LogNotHealthy(part, status, reason);
    }

    [LoggerMessage(400, LogLevel.Information, "{Part} is ready: {Reason}")]
    private partial void LogHealthy(KioskPart part, string reason);

    [LoggerMessage(401, LogLevel.Warning, "{Part} is {Status}: {Reason}")]
    private partial void LogNotHealthy(KioskPart part, HealthStatus status, string reason);
}
