using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>Who signs for a role.</summary>
/// <param name="KeyIds">Each once. An id without a key counts for nothing.</param>
/// <param name="Threshold">How many different keys must sign, at least 1.</param>
public sealed record Role(IReadOnlyList<string> KeyIds, int Threshold)
{
    /// <summary>Members that the specification does not know; they stay when the file is signed again.</summary>
    public IReadOnlyDictionary<string, JsonElement> OtherFields { get; init; } = new Dictionary<string, JsonElement>();

    internal static Role Read(JsonElement value, string where)
    {
        var fields = new JsonFields(value, where);
        return Take(fields) with { OtherFields = fields.Rest };
    }

    /// <summary>Takes key ids and threshold out of an object that may hold more.</summary>
    internal static Role Take(JsonFields fields)
    {
        var keyIds = fields.Texts("keyids");
        if (keyIds.Distinct().Count() != keyIds.Count)
            throw JsonFields.Malformed(fields.Where, "'keyids' names a key twice");
        return new Role(keyIds, (int)Math.Min(fields.Whole("threshold", 1), int.MaxValue));
    }

    internal void WriteFields(Utf8JsonWriter json)
    {
        json.WriteTexts("keyids", KeyIds);
        json.WriteNumber("threshold", Threshold);
        json.WriteOthers(OtherFields);
    }
}
