using System.ComponentModel.DataAnnotations;

namespace RetailKlip.Kiosk;

/// <summary>Where a kiosk gets releases of its gallery from, in section <c>Kiosk:Sync</c>; without an address it gets none.</summary>
public sealed class SyncOptions : IValidatableObject
{
    /// <summary>Address of the update repository's metadata, such as <c>https://server/tuf/metadata/</c>; empty: no releases are
    /// fetched.</summary>
    public string Metadata { get; set; } = "";

    /// <summary>Address of the update repository's targets, such as <c>https://server/tuf/targets/</c>.</summary>
    public string Targets { get; set; } = "";

    /// <summary>The gallery's name in the repository: lower-case letters, digits and hyphens.</summary>
    public string Gallery { get; set; } = "";

    /// <summary>File of the repository's first root metadata, trusted at the first start; empty: it is fetched, and must have the
    /// <see cref="Fingerprint"/>.</summary>
    public string Root { get; set; } = "";

    /// <summary>SHA-256 of the repository's first root metadata in hex, as in a registration code; may be empty where <see cref="Root"/> is
    /// a file that came on a trusted way.</summary>
    [RegularExpression("([0-9a-fA-F]{64})?", ErrorMessage = "Fingerprint must be the 64 hex digits of a SHA-256.")]
    public string Fingerprint { get; set; } = "";

    /// <summary>Pause between two looks; each is up to a fifth shorter or longer, so that kiosks do not ask all at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>First pause after the repository could not be reached; it doubles with every further failure.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest pause after the repository could not be reached, and the longest that a server's Retry-After is obeyed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromMinutes(5);

    public bool IsOn => Metadata.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn)
            yield break;
        if (!IsAddress(Metadata))
            yield return new ValidationResult($"'{Metadata}' is no address such as https://server/tuf/metadata/.", [nameof(Metadata)]);
        if (!IsAddress(Targets))
            yield return new ValidationResult($"'{Targets}' is no address such as https://server/tuf/targets/.", [nameof(Targets)]);
        if (!Core.ReleaseTargets.IsName(Gallery))
            yield return new ValidationResult(
                $"'{Gallery}' is no name of a gallery: lower-case letters, digits and hyphens are expected.", [nameof(Gallery)]);
        if (Root.Length == 0 && Fingerprint.Length == 0)
            yield return new ValidationResult(
                "Root or Fingerprint is needed: nothing is trusted because the network says so.", [nameof(Root)]);
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
