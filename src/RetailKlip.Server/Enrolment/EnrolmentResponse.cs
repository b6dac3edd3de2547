namespace RetailKlip.Server;

/// <summary>What a product is enrolled by.</summary>
/// <param name="IsApproved">Whether the next release carries it.</param>
/// <param name="Pictures">In the order in which they came.</param>
/// <param name="LookAlikes">The most similar one first.</param>
internal sealed record EnrolmentResponse(
    string Sku, bool IsApproved, DateTimeOffset? ApprovedAt, string? ApprovedBy,
    IReadOnlyList<PictureResponse> Pictures, IReadOnlyList<EnrolmentResponse.LookAlike> LookAlikes)
{
    /// <param name="Sku">Of the other product.</param>
    /// <param name="Similarity">Of the two pictures, in [-1, 1].</param>
    /// <param name="Picture">Of this product.</param>
    /// <param name="OtherPicture">Of the other product.</param>
    internal sealed record LookAlike(string Sku, float Similarity, long Picture, long OtherPicture);
}
