using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace RetailKlip.Kiosk;

/// <summary>Which points of sale hear of the baskets and how long for, in section <c>Kiosk:PointOfSale</c>; none are needed.</summary>
public sealed partial class PointOfSaleOptions : IValidatableObject
{
    /// <summary>Of a token, in characters.</summary>
    public const int ShortestToken = 20;

    /// <summary>What this kiosk is called in its messages: 1 to 64 letters, digits, points, hyphens and underscores.</summary>
    [RegularExpression("[A-Za-z0-9._-]{1,64}", ErrorMessage = "Name must have 1 to 64 letters, digits, points, hyphens or underscores.")]
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>Receivers by HTTP, by their names.</summary>
    public Dictionary<string, WebhookOptions> Webhooks { get; } = [];

    /// <summary>Brokers, by their names.</summary>
    public Dictionary<string, MqttOptions> Mqtt { get; } = [];

    /// <summary>Folders for files of finished baskets, by their names.</summary>
    public Dictionary<string, FolderOptions> Folders { get; } = [];

    /// <summary>Keyboards that type finished baskets, by their names.</summary>
    public Dictionary<string, KeyboardOptions> Keyboards { get; } = [];

    /// <summary>File with the token that a till shows, at least <see cref="ShortestToken"/> characters; empty: nobody may call
    /// <c>/api/pos</c>.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>Tills on other machines may call too, where the kiosk listens to them at all.</summary>
    public bool AllowRemote { get; set; }

    /// <summary>Calls of tills that are answered in ten seconds; those with a wrong token count too.</summary>
    [Range(1, 100_000)]
    public int MostCalls { get; set; } = 200;

    /// <summary>Events that are kept at most: a target that is further behind loses the oldest.</summary>
    [Range(100, 100_000_000)]
    public long MostPending { get; set; } = 1_000_000;

    /// <summary>How long events are kept after every target has got them.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan KeepDelivered { get; set; } = TimeSpan.FromDays(1);

    /// <summary>An event that waits longer for its target degrades health.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LateAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>First pause after a target did not take an event; it doubles with every further failure.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause after a failure, and the longest that a target's Retry-After is obeyed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Pause between two looks at what may be removed and who is late.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Upkeep { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        FaultsOf(nameof(Webhooks), Webhooks).Concat(FaultsOf(nameof(Mqtt), Mqtt))
            .Concat(FaultsOf(nameof(Folders), Folders)).Concat(FaultsOf(nameof(Keyboards), Keyboards));

    private static IEnumerable<ValidationResult> FaultsOf<T>(string kind, Dictionary<string, T> targets)
        where T : class
    {
        foreach (var (name, target) in targets)
        {
            if (!TargetName().IsMatch(name))
                yield return new ValidationResult(
                    $"'{name}' is no name: 1 to 64 lower-case letters, digits and hyphens are expected.", [kind]);
            var faults = new List<ValidationResult>();
            Validator.TryValidateObject(target, new ValidationContext(target), faults, validateAllProperties: true);
            foreach (var fault in faults)
                yield return new ValidationResult($"{name}: {fault.ErrorMessage}", [kind]);
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,64}$")]
    private static partial Regex TargetName();
}
