using System.Text.Json.Serialization;

namespace RetailKlip.Server;

/// <summary>Where a release stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReleaseStage>))]
internal enum ReleaseStage
{
    /// <summary>Somebody asked for it.</summary>
    Waiting,

    /// <summary>Kiosks can fetch it.</summary>
    Published,

    /// <summary>The release before it has the same content already: kiosks fetch nothing.</summary>
    Unchanged,

    /// <summary>It could not be published; the reason is told.</summary>
    Failed,
}
