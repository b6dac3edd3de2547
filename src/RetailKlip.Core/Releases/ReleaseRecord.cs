using System.Text.Json;

namespace RetailKlip.Core;

/// <summary>
/// What signed metadata says about a package, in its target's <c>custom</c> object: a kiosk knows from it what it would get before it
/// fetches anything, and believes nothing else afterwards.
/// </summary>
/// <param name="Products">How many the gallery has once the release is applied.</param>
/// <param name="Entries">How many the gallery has once the release is applied.</param>
/// <param name="Changed">Rows of the package.</param>
/// <param name="Gone">Rows that a delta takes away.</param>
/// <param name="Bytes">Of the unpacked file, at most <see cref="MaxBytes"/>.</param>
/// <param name="Sha256">Of the unpacked file, 64 lower-case hex digits.</param>
public sealed record ReleaseRecord(
    string Gallery, long Version, long? Base, EncoderId EncoderId, int Dimension, EmbeddingFormat Embeddings, string ContentHash,
    long Products, long Entries, long Changed, long Gone, long Bytes, string Sha256)
    : ReleaseHeader(Gallery, Version, Base, EncoderId, Dimension, Embeddings, ContentHash)
{
    /// <summary>A million embeddings of 1,024 half-precision components, and room for their products.</summary>
    public const long MaxBytes = 3L << 30;

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, ReleaseJson.Default.ReleaseRecord);

    /// <summary>Reads what <see cref="ToJson"/> wrote; members that are not known are ignored.</summary>
    /// <param name="target">The target's path, for the message.</param>
    /// <exception cref="ReleaseRefusedException">It describes no release.</exception>
    public static ReleaseRecord Read(JsonElement? custom, string target)
    {
        ReleaseRecord? record = null;
        try
        {
            record = custom?.Deserialize(ReleaseJson.Default.ReleaseRecord);
        }
        catch (JsonException wrong)
        {
            throw new ReleaseRefusedException(target, $"its record cannot be read: {wrong.Message.ReplaceLineEndings(" ")}", wrong);
        }
        if (record is null)
            throw new ReleaseRefusedException(target, "its metadata has no record of a release");
        return record.RecordFault() is { } fault ? throw new ReleaseRefusedException(target, fault) : record;
    }

    private string? RecordFault() =>
        Fault() ?? (Products < 0 || Entries < 0 || Changed < 0 || Gone < 0 ? "it counts less than nothing"
        : Bytes is < 1 or > MaxBytes ? $"unpacked it would have {Bytes} bytes, but 1 to {MaxBytes} are allowed"
        : Sha256 is not { Length: 64 } || !Sha256.All(char.IsAsciiHexDigitLower) ? "its SHA-256 is not 64 hex digits"
        : null);
}
