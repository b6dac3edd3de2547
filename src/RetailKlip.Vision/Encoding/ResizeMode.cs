using System.Text.Json.Serialization;

namespace RetailKlip.Vision;

/// <summary>How a crop of any shape becomes the encoder's input size.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResizeMode>))]
public enum ResizeMode
{
    /// <summary>
    /// The whole input is filled, aspect kept: what stands out of the longer side is cut off evenly (torchvision's
    /// CLIP).
    /// </summary>
    [JsonStringEnumMemberName("shortest")]
    Shortest,

    /// <summary>The whole crop is seen, aspect kept: what is missing on the shorter side is black.</summary>
    [JsonStringEnumMemberName("pad")]
    Pad,

    /// <summary>The whole crop fills the whole input; the aspect is lost.</summary>
    [JsonStringEnumMemberName("squash")]
    Squash,
}
