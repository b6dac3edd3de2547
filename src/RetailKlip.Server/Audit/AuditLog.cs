using System.Text.Json.Nodes;

namespace RetailKlip.Server;

/// <summary>Writes down who changes what, in the transaction of the change.</summary>
internal sealed class AuditLog(ServerContext db, TimeProvider time)
{
    /// <param name="action"><c>created</c>, <c>changed</c> or <c>removed</c>.</param>
    /// <param name="changes">As <see cref="Difference"/> tells them.</param>
    public void Write(string action, string subject, JsonObject changes, string who) => db.Audit.Add(new AuditEntry
    {
        At = time.GetUtcNow(), Who = who, Action = action, Subject = subject, Changes = changes.ToJsonString(),
    });

    /// <summary>One member of a thing changed.</summary>
    /// <param name="from">Null where there was nothing.</param>
    /// <param name="to">Null where there is nothing any more.</param>
    public void Write(string subject, string member, JsonNode? from, JsonNode? to, string who) =>
        Write("changed", subject, new JsonObject { [member] = Change(from, to) }, who);

    /// <summary>What one member was and is, as <see cref="Difference"/> tells it.</summary>
    public static JsonObject Change(JsonNode? from, JsonNode? to) => new() { ["from"] = from, ["to"] = to };
}
