using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>Why a look at an item is no evidence.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ViewFault>))]
public enum ViewFault
{
    None,

    /// <summary>Out of focus, or it moved.</summary>
    Blurred,

    /// <summary>Too little light.</summary>
    Dark,

    /// <summary>A reflection, or too much light.</summary>
    Glare,

    /// <summary>It reaches over the picture's border.</summary>
    CutOff,

    /// <summary>A hand holds it, or lies there instead.</summary>
    Hand,
}
