using System.Text.Json;

namespace RetailKlip.Server;

/// <param name="Changes">Of each member that changed, <c>from</c> and <c>to</c>; null where there was or is nothing.</param>
internal sealed record AuditResponse(long Id, DateTimeOffset At, string Who, string Action, string Subject, JsonElement Changes)
{
    public static AuditResponse Of(AuditEntry entry) =>
        new(entry.Id, entry.At, entry.Who, entry.Action, entry.Subject, JsonElement.Parse(entry.Changes));
}
