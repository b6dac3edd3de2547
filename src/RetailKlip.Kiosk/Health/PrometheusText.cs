using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace RetailKlip.Kiosk;

/// <summary>
/// Collects the kiosk's instruments and writes them in the Prometheus text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/). Names get underscores, counters <c>_total</c>, seconds <c>_seconds</c>.
/// </summary>
public sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly double[] UpperBounds = [0.002, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> _instruments = new();

    public PrometheusText(KioskMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, metrics.Meter))
                return;
            _instruments.TryAdd(instrument, new());
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Record(instrument, value, labels));
        _listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Record(instrument, value, labels));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (instrument, series) in _instruments.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal))
        {
            var (name, type) = (NameOf(instrument), TypeOf(instrument));
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {type}\n");
            foreach (var (labels, values) in series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                values.Write(text, name, labels, type == "histogram");
        }
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var series = _instruments[instrument].GetOrAdd(Labels(labels), _ => new Series());
        if (instrument is Histogram<double>)
            series.Observe(value);
        else if (instrument.IsObservable)
            series.Set(value);
        else
            series.Add(value);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (labels.IsEmpty)
            return "";
        var text = new StringBuilder();
        foreach (var (key, value) in labels)
            text.Append(text.Length > 0 ? "," : "").Append(key).Append("=\"")
                .Append(value?.ToString()?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        return text.ToString();
    }

    private static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        if (instrument.Unit == "s")
            name += "_seconds";
        return TypeOf(instrument) == "counter" ? name + "_total" : name;
    }

    private static string TypeOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> or ObservableCounter<long> => "counter",
        _ => "gauge",
    };

    private sealed class Series
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = new long[UpperBounds.Length];
        private long _count;
        private double _sum;

        public void Add(double value)
        {
            lock (_lock)
                _sum += value;
        }

        public void Set(double value)
        {
            lock (_lock)
                _sum = value;
        }

        public void Observe(double value)
        {
            lock (_lock)
            {
                _count++;
                _sum += value;
                for (var i = 0; i < UpperBounds.Length; i++)
                    if (value <= UpperBounds[i])
                        _buckets[i]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels, bool histogram)
        {
            lock (_lock)
            {
                if (!histogram)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {_sum}\n");
                    return;
                }
                var separator = labels.Length > 0 ? "," : "";
                for (var i = 0; i < UpperBounds.Length; i++)
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{separator}le=\"{UpperBounds[i]}\"}} {_buckets[i]}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{separator}le=\"+Inf\"}} {_count}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braced(labels)} {_sum}\n{name}_count{Braced(labels)} {_count}\n");
            }
        }

        private static string Braced(string labels) => labels.Length > 0 ? $"{{{labels}}}" : "";
    }
}
