using System.ComponentModel.DataAnnotations;

namespace RetailKlip.Kiosk;

/// <summary>A broker that hands events on, in section <c>Kiosk:PointOfSale:Mqtt:NAME</c>.</summary>
public sealed class MqttOptions : IValidatableObject
{
    /// <summary>The broker's name or address.</summary>
    [Required]
    public string Host { get; set; } = "";

    /// <summary>0: 8883 with TLS, 1883 without.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Speaks TLS, and checks the broker's certificate.</summary>
    public bool Tls { get; set; }

    /// <summary>PEM file of the authority that signed the broker's certificate; empty: those that the machine trusts.</summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>Empty: none.</summary>
    public string User { get; set; } = "";

    /// <summary>File with the password.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>The password itself, for the environment; the file goes first.</summary>
    public string Password { get; set; } = "";

    /// <summary>Where events are published; <c>{kiosk}</c> stands for the kiosk's name, <c>{type}</c> for the event's.</summary>
    [RegularExpression(@"[^+#\u0000]{1,500}", ErrorMessage = "Topic must have 1 to 500 characters, and neither + nor #.")]
    public string Topic { get; set; } = "retailklip/{kiosk}/events";

    /// <summary>Empty: <c>retailklip-</c> and the kiosk's name. A broker serves each name once.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>An event that no subscriber was there for counts as not delivered: brokers throw such events away.</summary>
    public bool NeedsSubscriber { get; set; } = true;

    /// <summary>How long the broker may take for an answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AuthorityFile.Length > 0 && !Tls)
            yield return new ValidationResult("AuthorityFile says nothing without TLS: set Tls.", [nameof(AuthorityFile)]);
    }
}
