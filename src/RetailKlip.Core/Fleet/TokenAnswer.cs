using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>A kiosk's token, as RFC 6749, 5.1, has it.</summary>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] long ExpiresIn);
