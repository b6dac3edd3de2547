using System.Globalization;
using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>Reads the members of a JSON object strictly, and keeps those that nobody asked for.</summary>
internal sealed class JsonFields
{
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private readonly Dictionary<string, JsonElement> _rest = [];

    /// <param name="where">What the object is, for messages: <c>root.json: roles.snapshot</c>.</param>
    public JsonFields(JsonElement value, string where)
    {
        Where = where;
        if (value.ValueKind != JsonValueKind.Object)
            throw Malformed(where, "an object is expected");
        foreach (var member in value.EnumerateObject())
            _rest.Add(member.Name, member.Value);
    }

    public string Where { get; }

    /// <summary>The members that were not taken, for whoever signs this object again.</summary>
    public IReadOnlyDictionary<string, JsonElement> Rest => _rest;

    public static TufException Malformed(string where, string problem) =>
        new(TufFailure.Malformed, $"{where}: {problem}; the repository must publish it again");

    public static string Date(DateTimeOffset date) => date.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);

    public bool Has(string name) => _rest.ContainsKey(name);

    public JsonElement Take(string name) => _rest.Remove(name, out var value) ? value : throw Malformed(Where, $"'{name}' is missing");

    public JsonFields Object(string name) => new(Take(name), $"{Where}: {name}");

    public IEnumerable<(string Name, JsonElement Value)> Members(string name) =>
        Object(name)._rest.Select(member => (member.Key, member.Value));

    public IReadOnlyList<JsonElement> Array(string name) =>
        Take(name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : throw Wrong(name, "an array");

    public IReadOnlyList<string> Texts(string name) =>
        [.. Array(name).Select(item => TextOf(item) ?? throw Wrong(name, "an array of texts"))];

    public string Text(string name) => TextOf(Take(name)) ?? throw Wrong(name, "a text");

    public bool Flag(string name) => Take(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>An integer of at least <paramref name="least"/>.</summary>
    public long Whole(string name, long least) =>
        Take(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value >= least
            ? value
            : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"an integer of at least {least}"));

    /// <summary>A time in UTC, exactly as in <c>1985-10-21T01:21:00Z</c>.</summary>
    public DateTimeOffset Time(string name) =>
        DateTimeOffset.TryParseExact(Text(name), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Wrong(name, "a time such as 1985-10-21T01:21:00Z");

    public TufException Wrong(string name, string expected) => Malformed(Where, $"'{name}' must be {expected}");

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text.
            return null;
        }
    }
}
