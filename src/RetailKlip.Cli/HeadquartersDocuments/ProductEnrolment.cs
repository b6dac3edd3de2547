namespace RetailKlip.Cli;

/// <summary>What a product is enrolled by on the server.</summary>
/// <param name="LookAlikes">Other products that pictures hardly tell from it.</param>
internal sealed record ProductEnrolment(
    string Sku, bool IsApproved, IReadOnlyList<ProductEnrolment.Picture> Pictures, IReadOnlyList<ProductEnrolment.LookAlike> LookAlikes)
{
    public bool IsPending => Pictures.Any(picture => picture.State == "Pending");

    /// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
    /// <param name="State"><c>Pending</c>, <c>Embedded</c> or <c>Refused</c>.</param>
    /// <param name="Reason">Why it is refused; null where it is not.</param>
    internal sealed record Picture(long Id, string Digest, string State, string? Reason, Quality? Quality, long? NearDuplicateOf, bool IsApproved);

    /// <param name="Reason">How the product is badly seen; empty where it is not.</param>
    internal sealed record Quality(string Reason);

    internal sealed record LookAlike(string Sku, float Similarity, long Picture, long OtherPicture);
}
