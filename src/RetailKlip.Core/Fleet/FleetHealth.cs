using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>How a kiosk or a part of it is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FleetHealth>))]
public enum FleetHealth
{
    Healthy,

    /// <summary>It sells, and something wants attention.</summary>
    Degraded,

    /// <summary>It cannot sell.</summary>
    Unhealthy,
}
