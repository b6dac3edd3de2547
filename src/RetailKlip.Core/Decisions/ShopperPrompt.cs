using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>What a shopper is asked about an item.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ShopperPrompt>))]
public enum ShopperPrompt
{
    None,

    /// <summary>Which of these is it?</summary>
    Pick,

    /// <summary>Please turn it so that its bar code can be seen.</summary>
    ShowBarcode,

    /// <summary>Please lay it on the scale.</summary>
    Weigh,

    /// <summary>Please turn it, or lay it into the light or further into the picture: it could not be seen well. Which of them,
    /// <see cref="ViewQuality.Fault"/> says.</summary>
    Turn,
}
