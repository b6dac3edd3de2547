using System.Diagnostics.Metrics;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>What the kiosk counts and times; durations in seconds.</summary>
public sealed class KioskMetrics
{
    public const string MeterName = "RetailKlip.Kiosk";

    internal const string DecisionsName = "kiosk.decisions", OverridesName = "kiosk.overrides", RecognitionName = "kiosk.recognition.duration";

    private readonly Counter<long> _decisions;
    private readonly Counter<long> _overrides;
    private readonly Counter<long> _basketEvents;
    private readonly Counter<long> _cameraFaults;
    private readonly Histogram<double> _recognition;
    private readonly Histogram<double> _frameAge;
    private readonly Counter<long> _barcodes;
    private readonly Counter<long> _tillDelivered;
    private readonly Counter<long> _tillFailures;
    private readonly Histogram<double> _barcodeReading;

    public KioskMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Recognised = meter.CreateCounter<long>("kiosk.frames.recognised", description: "Frames that recognition has seen.");
        Previews = meter.CreateCounter<long>("kiosk.previews", description: "Live pictures encoded for the page.");
        _decisions = meter.CreateCounter<long>(DecisionsName, description: "Decisions about items, by kind.");
        _overrides = meter.CreateCounter<long>(OverridesName, description: "Lines that the picture named and that shopper or bar code corrected.");
        _basketEvents = meter.CreateCounter<long>("kiosk.basket.events", description: "Events written to the basket, by kind.");
        _cameraFaults = meter.CreateCounter<long>("kiosk.camera.faults", description: "Faults found of the camera, by kind.");
        _recognition = meter.CreateHistogram<double>(RecognitionName, "s", "Time to recognise one frame.");
        _frameAge = meter.CreateHistogram<double>("kiosk.frame.age", "s", "Time from capture to recognised.");
        _barcodes = meter.CreateCounter<long>("kiosk.barcodes", description: "Bar codes found, however often each.");
        _barcodeReading = meter.CreateHistogram<double>("kiosk.barcode.duration", "s", "Time to look for bar codes in one frame.");
        _tillDelivered = meter.CreateCounter<long>("kiosk.till.delivered", description: "Events delivered, by target.");
        _tillFailures = meter.CreateCounter<long>("kiosk.till.failures", description: "Attempts to deliver that failed, by target.");
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

    /// <summary>A line that the picture named was corrected.</summary>
    public void Overridden() => _overrides.Add(1);

    public void CameraFault(CameraFaultKind kind) => _cameraFaults.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    /// <summary>One frame that was searched for bar codes.</summary>
    public void BarcodesRead(int codes, TimeSpan duration)
    {
        _barcodes.Add(codes);
        _barcodeReading.Record(duration.TotalSeconds);
    }

    /// <summary>Measures how far behind the points of sale are, as of the last upkeep.</summary>
    internal void Observe(IReadOnlyList<Delivery> deliveries, TimeProvider time)
    {
        Meter.CreateObservableGauge("kiosk.till.pending", () => deliveries.Select(delivery => OfTarget(delivery.Depth.Pending, delivery.Name)),
            description: "Events that a target has not got yet.");
        Meter.CreateObservableGauge("kiosk.till.oldest", () => deliveries.Select(delivery => OfTarget(
            delivery.Depth.Oldest is { } oldest ? (time.GetUtcNow() - oldest).TotalSeconds : 0, delivery.Name)),
            "s", "Age of the oldest event that a target has not got yet.");
        Meter.CreateObservableCounter("kiosk.till.lost", () => deliveries.Select(delivery => OfTarget(delivery.Depth.Lost, delivery.Name)),
            description: "Events that a target never gets, because too many were pending.");
    }

    public void TillDelivered(string target) => _tillDelivered.Add(1, new KeyValuePair<string, object?>("target", target));

    public void TillFailed(string target) => _tillFailures.Add(1, new KeyValuePair<string, object?>("target", target));

    private static Measurement<T> OfTarget<T>(T value, string target)
        where T : struct => new(value, new KeyValuePair<string, object?>("target", target));

    public void BasketEvent(string kind) => _basketEvents.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
