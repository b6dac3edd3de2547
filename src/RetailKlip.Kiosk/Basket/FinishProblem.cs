using System.Text.Json.Serialization;

namespace RetailKlip.Kiosk;

/// <summary>Why a basket cannot be finished now.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FinishProblem>))]
public enum FinishProblem
{
    /// <summary>It can.</summary>
    None,

    /// <summary>No basket is open.</summary>
    NotOpen,

    Empty,

    /// <summary>An item waits for its name.</summary>
    OpenQuestions,

    /// <summary>A line waits for the consent of a person of the store, as age-restricted goods do.</summary>
    ConsentMissing,
}
