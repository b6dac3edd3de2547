using System.Text.Json.Serialization;

namespace RetailKlip.Server;

/// <summary>As RFC 6749, 5.2, has it.</summary>
internal sealed record TokenRefusal(
    [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);
