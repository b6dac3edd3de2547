using System.ComponentModel.DataAnnotations;

namespace RetailKlip.Kiosk;

/// <summary>A keyboard that this machine's till program hears, in section <c>Kiosk:PointOfSale:Keyboards:NAME</c>: it types the codes of a
/// finished basket, as a bar code reader would.</summary>
public sealed class KeyboardOptions
{
    /// <summary>The kernel's device for made-up keyboards.</summary>
    [Required]
    public string Device { get; set; } = "/dev/uinput";

    /// <summary>Typed before each code: printable ASCII, <c>\t</c> is the tabulator, <c>\n</c> Enter.</summary>
    [MaxLength(16)]
    public string Before { get; set; } = "";

    /// <summary>Typed after each code.</summary>
    [MaxLength(16)]
    public string After { get; set; } = "\n";

    /// <summary>Pause after each code, for the till program to take it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(50);
}
