using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>What <c>GET /api/camera</c> and the event <c>camera</c> say.</summary>
/// <param name="Fault"><c>unplugged</c>, <c>wrongResolution</c>, <c>black</c>, <c>overexposed</c>, <c>frozen</c>, <c>covered</c> or
/// <c>moved</c>; null where nothing is wrong.</param>
/// <param name="Measured">Of the picture that confirmed the fault; null without one.</param>
internal sealed record CameraResponse(string? Fault, string? Reason, FrameMeasures? Measured)
{
    public static CameraResponse Of(CameraFault? fault) => new(fault?.Kind switch
    {
        null => null,
        CameraFaultKind.Unplugged => "unplugged",
        CameraFaultKind.WrongResolution => "wrongResolution",
        CameraFaultKind.Black => "black",
        CameraFaultKind.Overexposed => "overexposed",
        CameraFaultKind.Frozen => "frozen",
        CameraFaultKind.Covered => "covered",
        _ => "moved",
    }, fault?.Reason, fault?.Measured);
}
