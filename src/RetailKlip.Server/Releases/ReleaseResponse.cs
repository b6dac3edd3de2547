namespace RetailKlip.Server;

/// <param name="Version">Null until it is published.</param>
/// <param name="Base">The version that its delta leads on from; null where there is none.</param>
/// <param name="Bytes">Of the whole release, as it travels.</param>
/// <param name="DeltaBytes">Of the delta, as it travels.</param>
/// <param name="Galleries">Which have a new version: this one, and those of stores.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
/// <param name="Restores">It brings back what was before this release; null where it took what was approved.</param>
internal sealed record ReleaseResponse(
    long Id, string Gallery, ReleaseStage Stage, DateTimeOffset RequestedAt, string RequestedBy, DateTimeOffset? FinishedAt,
    long? Version, long? Base, string? EncoderId, string? ContentHash, long? Products, long? Entries, long? Bytes, long? DeltaBytes,
    IReadOnlyList<string> Galleries, string? Reason, long? Restores)
{
    public static ReleaseResponse Of(GalleryRelease release) => new(
        release.Id, release.Gallery, release.Stage, release.RequestedAt, release.RequestedBy, release.FinishedAt,
        release.Version, release.Base, release.EncoderId, release.ContentHash, release.Products, release.Entries, release.Bytes, release.DeltaBytes,
        release.Galleries?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [], release.Reason, release.Restores);
}
