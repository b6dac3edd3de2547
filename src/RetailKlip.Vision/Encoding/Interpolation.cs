using System.Text.Json.Serialization;

namespace RetailKlip.Vision;

/// <summary>The resampling filter; all are antialiased: when shrinking, their support grows with the ratio, as in Pillow.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Interpolation>))]
public enum Interpolation
{
    /// <summary>Keys' cubic with a = -0.5.</summary>
    [JsonStringEnumMemberName("bicubic")]
    Bicubic,

    /// <summary>A triangle.</summary>
    [JsonStringEnumMemberName("bilinear")]
    Bilinear,

    /// <summary>The mean of the covered pixels.</summary>
    [JsonStringEnumMemberName("area")]
    Area,
}
