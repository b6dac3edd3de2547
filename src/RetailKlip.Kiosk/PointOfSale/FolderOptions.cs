using System.ComponentModel.DataAnnotations;

namespace RetailKlip.Kiosk;

/// <summary>A folder that a till watches, in section <c>Kiosk:PointOfSale:Folders:NAME</c>: one file a finished basket.</summary>
public sealed class FolderOptions
{
    /// <summary>An existing folder on a local disk, or a share that renames in one step.</summary>
    [Required]
    public string Path { get; set; } = "";
}
