using System.Text.Json.Serialization;

namespace RetailKlip.Server;

/// <summary>How far a release has come in the fleet.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RolloutStage>))]
internal enum RolloutStage
{
    /// <summary>The kiosks and stores that were named get it.</summary>
    Canary,

    /// <summary>They, and a share of all others.</summary>
    Part,

    /// <summary>Everybody gets it.</summary>
    All,

    /// <summary>Nobody gets it any more; who has it keeps it.</summary>
    Halted,

    /// <summary>A newer release brings back what was before it.</summary>
    RolledBack,

    /// <summary>A newer release took its place before it came to all.</summary>
    Superseded,
}
