namespace RetailKlip.Tests.Kiosk;

/// <summary>How a till's server treats a request.</summary>
public enum TillFault
{
    None,

    /// <summary>500.</summary>
    Error,

    /// <summary>503, with Retry-After: 1.</summary>
    Busy,

    /// <summary>307.</summary>
    Redirect,

    /// <summary>410.</summary>
    Gone,

    /// <summary>Accepts, and says 409.</summary>
    Conflict,

    /// <summary>Accepts, a little later.</summary>
    Slow,

    /// <summary>Never answers.</summary>
    Hang,

    /// <summary>Breaks the connection.</summary>
    Reset,

    /// <summary>Accepts, and breaks the connection without saying so.</summary>
    DropAfter,
}
