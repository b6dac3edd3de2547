namespace RetailKlip.Server;

/// <summary>What staff asked of a kiosk.</summary>
/// <param name="Done">Null until the kiosk has said so.</param>
internal sealed record CommandResponse(
    long Id, Guid Kiosk, string Kind, DateTimeOffset AskedAt, string AskedBy, DateTimeOffset? FinishedAt, bool? Done, string? Detail)
{
    public static CommandResponse Of(KioskCommand command) =>
        new(command.Id, command.KioskId, command.Kind, command.AskedAt, command.AskedBy, command.FinishedAt, command.Done, command.Detail);
}
