namespace RetailKlip.Vision;

public enum CameraState
{
    /// <summary>Before the first frame.</summary>
    Opening,

    Live,

    /// <summary>No frames; the source is being reopened.</summary>
    Degraded,

    /// <summary>A recording has ended.</summary>
    Completed,

    /// <summary>Given up, since reopening was not asked for.</summary>
    Failed,
}
