namespace RetailKlip.Core;

/// <summary>Messages that a target never gets, because more than the bound were pending.</summary>
public sealed record OutboxLoss(string Target, long Messages);
