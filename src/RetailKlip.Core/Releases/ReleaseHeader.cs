namespace RetailKlip.Core;

/// <summary>What a release says about itself.</summary>
/// <param name="Gallery">The name of the gallery: see <see cref="ReleaseTargets.IsName"/>.</param>
/// <param name="Version">Counts the releases of a gallery, from 1.</param>
/// <param name="Base">The version that a delta changes; null where it is a whole release.</param>
/// <param name="EncoderId">Whose embeddings it holds.</param>
/// <param name="Dimension">Of its embeddings.</param>
/// <param name="Embeddings">How they are stored.</param>
/// <param name="ContentHash">Of everything that a kiosk holds once it has the release, delta or whole: 64 lower-case hex digits, see
/// <see cref="ReleaseHash"/>.</param>
public record ReleaseHeader(
    string Gallery, long Version, long? Base, EncoderId EncoderId, int Dimension, EmbeddingFormat Embeddings, string ContentHash)
{
    public const int MaxDimension = 16_384;

    internal string? Fault() =>
        !ReleaseTargets.IsName(Gallery) ? $"'{Gallery}' is no name of a gallery"
        : Version < 1 ? $"its version {Version} is less than 1"
        : Base is { } old && (old < 1 || old >= Version) ? $"its base {old} is not between 1 and its version {Version}"
        : EncoderId == default ? "it names no encoder"
        : Dimension is < 1 or > MaxDimension ? $"its dimension {Dimension} is not between 1 and {MaxDimension}"
        : !Enum.IsDefined(Embeddings) ? "the format of its embeddings is not known"
        : ContentHash is not { Length: 64 } || !ContentHash.All(char.IsAsciiHexDigitLower) ? "its content hash is not 64 hex digits"
        : null;

    /// <summary>The first difference to what was expected, for people; null where there is none.</summary>
    public string? DifferenceTo(ReleaseHeader expected) =>
        Gallery != expected.Gallery ? $"it is of gallery {Gallery}, not {expected.Gallery}"
        : Version != expected.Version ? $"it is version {Version}, not {expected.Version}"
        : Base != expected.Base ? $"it is {Kind(Base)}, not {Kind(expected.Base)}"
        : EncoderId != expected.EncoderId ? $"it is of encoder {EncoderId.Short}, not {expected.EncoderId.Short}"
        : Dimension != expected.Dimension ? $"it has {Dimension} dimensions, not {expected.Dimension}"
        : Embeddings != expected.Embeddings ? $"its embeddings are {Embeddings}, not {expected.Embeddings}"
        : ContentHash != expected.ContentHash ? "its content hash is another one than was signed"
        : null;

    private static string Kind(long? version) => version is { } old ? $"a delta to version {old}" : "a whole release";
}
