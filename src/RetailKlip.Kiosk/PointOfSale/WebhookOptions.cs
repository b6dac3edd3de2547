using System.ComponentModel.DataAnnotations;

namespace RetailKlip.Kiosk;

/// <summary>A receiver of events by HTTP, in section <c>Kiosk:PointOfSale:Webhooks:NAME</c>.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    /// <summary>Where events are posted to, such as <c>https://till/events</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary>File with the secret that requests are signed with, one a line: several while one is changed for another.</summary>
    public string SecretFile { get; set; } = "";

    /// <summary>The secret itself, for the environment; the file goes first.</summary>
    public string Secret { get; set; } = "";

    /// <summary>How long an answer may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            yield return new ValidationResult($"'{Address}' is no address such as https://till/events.", [nameof(Address)]);
        if (SecretFile.Length == 0 && Secret.Length == 0)
            yield return new ValidationResult("SecretFile or Secret is needed: requests are signed.", [nameof(SecretFile)]);
    }
}
