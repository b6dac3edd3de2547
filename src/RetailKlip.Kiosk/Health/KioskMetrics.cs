using System.Diagnostics.Metrics;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>What the kiosk counts and times; durations in seconds.</summary>
public sealed class KioskMetrics
{
    public const string MeterName = "RetailKlip.Kiosk";

    private readonly Counter<long> _decisions;
    private readonly Counter<long> _basketEvents;
    private readonly Counter<long> _cameraFaults;
    private readonly Histogram<double> _recognition;
    private readonly Histogram<double> _frameAge;
    private readonly Counter<long> _barcodes;
    private readonly Histogram<double> _barcodeReading;

    public KioskMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Recognised = meter.CreateCounter<long>("kiosk.frames.recognised", description: "Frames that recognition has seen.");
        Previews = meter.CreateCounter<long>("kiosk.previews", description: "Live pictures encoded for the page.");
        _decisions = meter.CreateCounter<long>("kiosk.decisions", description: "Decisions about items, by kind.");
        _basketEvents = meter.CreateCounter<long>("kiosk.basket.events", description: "Events written to the basket, by kind.");
        _cameraFaults = meter.CreateCounter<long>("kiosk.camera.faults", description: "Faults found of the camera, by kind.");
        _recognition = meter.CreateHistogram<double>("kiosk.recognition.duration", "s", "Time to recognise one frame.");
        _frameAge = meter.CreateHistogram<double>("kiosk.frame.age", "s", "Time from capture to recognised.");
        _barcodes = meter.CreateCounter<long>("kiosk.barcodes", description: "Bar codes found, however often each.");
        _barcodeReading = meter.CreateHistogram<double>("kiosk.barcode.duration", "s", "Time to look for bar codes in one frame.");
        Meter = meter;
    }

    public Meter Meter { get; }

    public Counter<long> Recognised { get; }

    public Counter<long> Previews { get; }

    /// <summary>Counts what the camera and the hand-over to recognition do.</summary>
    internal void Observe(Camera camera, FrameSlot frames)
    {
        Meter.CreateObservableCounter("kiosk.frames.captured", () => camera.Status.FramesRead, description: "Frames that came from the camera.");
        Meter.CreateObservableCounter("kiosk.frames.dropped", () => camera.Status.FramesReplaced + frames.Dropped,
            description: "Frames that a newer one replaced before recognition took them.");
        Meter.CreateObservableCounter("kiosk.camera.reopenings", () => camera.Status.Reopenings, description: "How often the camera was opened again.");
        Meter.CreateObservableGauge("kiosk.memory.resident", () => Environment.WorkingSet, description: "Resident memory in bytes.");
        Meter.CreateObservableGauge("kiosk.memory.managed", () => GC.GetTotalMemory(false), description: "Managed heap in bytes.");
    }

    public void Recognition(TimeSpan duration, TimeSpan frameAge)
    {
        Recognised.Add(1);
        _recognition.Record(duration.TotalSeconds);
        _frameAge.Record(frameAge.TotalSeconds);
    }

    public void Decided(DecisionKind kind) => _decisions.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    public void CameraFault(CameraFaultKind kind) => _cameraFaults.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    /// <summary>One frame that was searched for bar codes.</summary>
    public void BarcodesRead(int codes, TimeSpan duration)
    {
        _barcodes.Add(codes);
        _barcodeReading.Record(duration.TotalSeconds);
    }

    public void BasketEvent(string kind) => _basketEvents.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
