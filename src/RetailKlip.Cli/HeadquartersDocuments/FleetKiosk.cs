using System.Text.Json;

namespace RetailKlip.Cli;

/// <summary>A registered kiosk, as the server knows it.</summary>
/// <param name="SeenAt">Null where it was not heard yet.</param>
/// <param name="Health"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>; null where it was not heard yet.</param>
/// <param name="Release">Version that it runs.</param>
/// <param name="Assigned">Version that it should run.</param>
/// <param name="ClonedAt">When its key was last seen in two kiosks at once; null where that never was.</param>
/// <param name="Report">What it said last; only of one kiosk.</param>
internal sealed record FleetKiosk(
    Guid Id, string Store, string Name, DateTimeOffset? RevokedAt, DateTimeOffset? SeenAt, string? Health, string? Gallery, long? Release,
    long? Assigned,
    DateTimeOffset? ClonedAt, JsonElement? Report)
{
    /// <summary>In one word, the most urgent first.</summary>
    public string State(DateTimeOffset now) =>
        RevokedAt is not null ? "revoked"
        : ClonedAt is { } cloned && now - cloned < TimeSpan.FromDays(7) ? "cloned"
        : SeenAt is not { } seen ? "never heard"
        : now - seen > TimeSpan.FromMinutes(10) ? "silent"
#pragma warning disable CA1308 // Words are lower case here.
        : Health!.ToLowerInvariant();
#pragma warning restore CA1308
}
