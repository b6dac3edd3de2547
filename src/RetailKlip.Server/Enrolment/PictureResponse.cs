using RetailKlip.Core;

namespace RetailKlip.Server;

/// <param name="Digest">SHA-256 of the file.</param>
/// <param name="Reason">Why it is refused; null where it is not.</param>
/// <param name="Quality">How well the product is seen; null until it was looked at.</param>
/// <param name="NearDuplicateOf">Another picture of the product that shows nearly the same.</param>
/// <param name="IsApproved">Whether the next release carries it, where its product is approved.</param>
internal sealed record PictureResponse(
    long Id, string Digest, long Bytes, string ContentType, int Width, int Height, DateTimeOffset AddedAt, string AddedBy,
    PictureState State, string? Reason, ViewQuality? Quality, long? NearDuplicateOf, bool IsApproved)
{
    public static PictureResponse Of(ReferencePicture picture) => new(
        picture.Id, picture.Digest, picture.Bytes, picture.ContentType, picture.Width, picture.Height, picture.AddedAt, picture.AddedBy,
        picture.State, picture.Reason, picture.ToQuality(), picture.NearDuplicateOf, picture.IsApproved);
}
