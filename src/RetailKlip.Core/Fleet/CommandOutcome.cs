using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <param name="Done">Whether the kiosk did it.</param>
/// <param name="Detail">One line: what it found, or why it refused.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record CommandOutcome([property: JsonRequired] long Id, bool Done, [property: JsonRequired] string Detail);
