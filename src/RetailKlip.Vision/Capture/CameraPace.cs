namespace RetailKlip.Vision;

/// <summary>How fast a recording (video, picture files, drawn pictures) is read. Devices and streams keep their own time.</summary>
public enum CameraPace
{
    /// <summary>Like the camera that took it: at its frame rate; what is not consumed in time is replaced.</summary>
    RealTime,

    /// <summary>Every frame in order, none lost, each as soon as the one before was taken.</summary>
    AsConsumed,
}
