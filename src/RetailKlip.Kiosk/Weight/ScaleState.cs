namespace RetailKlip.Kiosk;

/// <summary>What the scale says about its pan.</summary>
public enum ScaleState
{
    /// <summary>Not connected, or it does not answer.</summary>
    Absent,

    /// <summary>The weight still changes.</summary>
    Moving,

    /// <summary>The weight rests and may be used.</summary>
    Stable,

    /// <summary>More lies on it than it can weigh.</summary>
    Overloaded,

    /// <summary>Less than nothing: the pan is off, or it was zeroed with something on it.</summary>
    Underloaded,

    /// <summary>It answers, but cannot weigh now: still warming up, or in its menu.</summary>
    Busy,
}
