using System.Text.Json.Serialization;

namespace RetailKlip.Vision;

/// <summary>The linear codes of retail, all of ISO/IEC 15420.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BarcodeSymbology>))]
public enum BarcodeSymbology
{
    /// <summary>13 digits of which the first is not 0.</summary>
    [JsonStringEnumMemberName("EAN-13")]
    Ean13,

    /// <summary>8 digits.</summary>
    [JsonStringEnumMemberName("EAN-8")]
    Ean8,

    /// <summary>12 digits: an EAN-13 symbol whose first digit is 0.</summary>
    [JsonStringEnumMemberName("UPC-A")]
    UpcA,

    /// <summary>8 digits, number system and check digit included: a UPC-A number without some of its zeros.</summary>
    [JsonStringEnumMemberName("UPC-E")]
    UpcE,
}
