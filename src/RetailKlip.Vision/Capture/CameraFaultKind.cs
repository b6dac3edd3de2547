namespace RetailKlip.Vision;

/// <summary>Why a camera's pictures cannot be believed. Of several the first one here is told.</summary>
public enum CameraFaultKind
{
    /// <summary>No pictures come.</summary>
    Unplugged,

    /// <summary>Pictures of another size than was set, or than it gave before.</summary>
    WrongResolution,

    /// <summary>Too dark to see anything.</summary>
    Black,

    /// <summary>Most of the picture is as white as can be.</summary>
    Overexposed,

    /// <summary>The same pictures again and again, while a live sensor's noise never repeats.</summary>
    Frozen,

    /// <summary>Something hides the tray, or blurs it.</summary>
    Covered,

    /// <summary>A clear picture, but the tray is not where it was learnt.</summary>
    Moved,
}
