namespace RetailKlip.Core;

/// <summary>Who named a line's product.</summary>
public enum LineOrigin
{
    /// <summary>Recognition, without asking.</summary>
    Recognised,

    /// <summary>The shopper, from a pick list.</summary>
    Picked,

    /// <summary>A scanned code.</summary>
    Scanned,

    /// <summary>An attendant.</summary>
    Attendant,
}
