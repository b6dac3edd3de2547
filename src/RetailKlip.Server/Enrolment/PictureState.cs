using System.Text.Json.Serialization;

namespace RetailKlip.Server;

/// <summary>Where a reference picture stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PictureState>))]
internal enum PictureState
{
    /// <summary>Waits for its embeddings.</summary>
    Pending,

    Embedded,

    /// <summary>It cannot be embedded; the reason is told.</summary>
    Refused,
}
