namespace RetailKlip.Vision;

public enum TrayState
{
    /// <summary>Nothing has been seen long enough to know the empty tray.</summary>
    Learning,

    /// <summary>A hand or an item moves.</summary>
    Moving,

    /// <summary>The camera's picture is not to be trusted; see <see cref="CameraWatch"/>.</summary>
    Unseen,

    /// <summary>Nothing lies on the tray.</summary>
    Empty,

    /// <summary>Items lie still.</summary>
    Still,
}
