using System.ComponentModel.DataAnnotations;

namespace RetailKlip.Kiosk;

/// <summary>How a registered kiosk speaks with the central server, in section <c>Kiosk:Fleet</c>. One that is not registered does
/// not.</summary>
public sealed class FleetOptions
{
    /// <summary>Pause between two heartbeats; each is up to a fifth shorter or longer, so that kiosks do not speak all at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>First pause after the server could not be reached; it doubles with every further failure.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause after the server could not be reached, and the longest that its Retry-After is obeyed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long the kiosk makes itself another key.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromDays(90);
}
