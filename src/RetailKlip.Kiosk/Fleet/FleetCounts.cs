using System.Diagnostics.Metrics;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>Adds up the kiosk's metrics for its heartbeats, since the process started.</summary>
internal sealed class FleetCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly long[] _latency = new long[LatencyBuckets.Count];
    private long _accepted, _ambiguous, _unknown, _overridden;

    public FleetCounts(KioskMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter)
                && instrument.Name is KioskMetrics.DecisionsName or KioskMetrics.OverridesName or KioskMetrics.RecognitionName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) =>
            Interlocked.Add(ref Total(instrument, labels), value));
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
            Interlocked.Increment(ref _latency[LatencyBuckets.Of(TimeSpan.FromSeconds(seconds))]));
        _listener.Start();
    }

    public DecisionTotals Decisions => new(
        Interlocked.Read(ref _accepted), Interlocked.Read(ref _ambiguous), Interlocked.Read(ref _unknown),
        Interlocked.Read(ref _overridden));

    public IReadOnlyList<long> Latency =>
        [.. Enumerable.Range(0, _latency.Length).Select(bucket => Interlocked.Read(ref _latency[bucket]))];

    public void Dispose() => _listener.Dispose();

    private ref long Total(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (instrument.Name == KioskMetrics.OverridesName)
            return ref _overridden;
        if (labels is [{ Value: nameof(DecisionKind.Accepted) }])
            return ref _accepted;
        if (labels is [{ Value: nameof(DecisionKind.Ambiguous) }])
            return ref _ambiguous;
        return ref _unknown;
    }
}
