using System.Net;

namespace RetailKlip.Kiosk;

/// <summary>The central server answered, and would not have it. The message says what, and the remedy.</summary>
internal sealed class FleetRefusedException(HttpStatusCode status, string message) : Exception(message)
{
    /// <summary>Whether it may pass by itself.</summary>
    public bool MayPass => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;
}
