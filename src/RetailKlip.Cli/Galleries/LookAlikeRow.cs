using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>Two products that pictures hardly tell apart, as JSON.</summary>
/// <param name="FirstPicture">The reference image of the first that is most like one of the second.</param>
/// <param name="FirstTieBreaker">What is to tell the first from its twins; <c>None</c> where nobody has named anything yet.</param>
internal sealed record LookAlikeRow(
    string First, string Second, float Similarity, string FirstPicture, string SecondPicture, TieBreaker FirstTieBreaker, TieBreaker SecondTieBreaker)
{
    public static LookAlikeRow Of(LookAlike pair, Gallery gallery) => new(
        pair.First.Sku.Value, pair.Second.Sku.Value, pair.Similarity, pair.First.Source, pair.Second.Source,
        TieBreakerOf(gallery, pair.First.Sku), TieBreakerOf(gallery, pair.Second.Sku));

    /// <summary>Whether the shop still has to say how the two are told apart.</summary>
    public bool IsOpen => FirstTieBreaker == TieBreaker.None || SecondTieBreaker == TieBreaker.None;

    private static TieBreaker TieBreakerOf(Gallery gallery, Sku sku) => gallery.Find(sku)?.Rule?.TieBreaker ?? TieBreaker.None;
}
