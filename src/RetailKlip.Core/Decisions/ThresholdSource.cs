using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>Whose thresholds a decision was made by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ThresholdSource>))]
public enum ThresholdSource
{
    /// <summary>The defaults of the encoder's package.</summary>
    Model,

    /// <summary>The gallery's own.</summary>
    Gallery,

    /// <summary>The nearest product's own, which the gallery carries.</summary>
    Product,
}
