namespace RetailKlip.Core;

/// <summary>How far behind a target of the outbox is.</summary>
/// <param name="Pending">Messages that it has not got yet.</param>
/// <param name="Oldest">When the oldest of them happened; null where none is pending.</param>
/// <param name="Lost">Messages that it never gets, because more than the bound were pending; since the target was first named.</param>
public sealed record OutboxDepth(long Pending, DateTimeOffset? Oldest, long Lost);
