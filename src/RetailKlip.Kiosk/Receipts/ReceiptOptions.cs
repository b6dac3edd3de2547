using System.ComponentModel.DataAnnotations;

namespace RetailKlip.Kiosk;

/// <summary>Lists on paper and what is kept of past baskets, in section <c>Kiosk:Receipts</c>.</summary>
public sealed class ReceiptOptions
{
    /// <summary>A device such as <c>/dev/usb/lp0</c>, or a file that is appended to, for ESC/POS; empty: nothing is printed.</summary>
    public string Printer { get; set; } = "";

    /// <summary>Characters in a line of the printer: 42 on paper of 80 mm, 32 on 58 mm.</summary>
    [Range(24, 80)]
    public int Columns { get; set; } = 42;

    /// <summary>Stands above the list, such as the store's name.</summary>
    [MaxLength(200)]
    public string Heading { get; set; } = "";

    /// <summary>How long past baskets are kept.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3660.00:00:00")]
    public TimeSpan KeepHistory { get; set; } = TimeSpan.FromDays(90);
}
