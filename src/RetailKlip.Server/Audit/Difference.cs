using System.Text.Json.Nodes;

namespace RetailKlip.Server;

/// <summary>What differs between two states of one thing.</summary>
internal static class Difference
{
    /// <summary>Of each member that differs <c>{"from":…,"to":…}</c>; of objects in them member by member, as <c>names.de</c>.</summary>
    /// <param name="before">Null where the thing is new.</param>
    /// <param name="after">Null where it is removed.</param>
    public static JsonObject Between(JsonObject? before, JsonObject? after)
    {
        var all = new JsonObject();
        Add(all, "", before ?? [], after ?? []);
        return all;
    }

    private static void Add(JsonObject all, string prefix, JsonObject before, JsonObject after)
    {
        foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key)))
        {
            var (from, to) = (before[name], after[name]);
            if (JsonNode.DeepEquals(from, to))
                continue;
            if (from is JsonObject or null && to is JsonObject or null)
                Add(all, $"{prefix}{name}.", from as JsonObject ?? [], to as JsonObject ?? []);
            else
                all[prefix + name] = new JsonObject { ["from"] = from?.DeepClone(), ["to"] = to?.DeepClone() };
        }
    }
}
