using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <param name="Reason">One line.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record PartReport([property: JsonRequired] FleetHealth Status, [property: JsonRequired] string Reason);
