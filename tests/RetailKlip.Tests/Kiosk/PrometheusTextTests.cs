using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Core;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Counters_and_histograms_are_written_in_the_text_format()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new KioskMetrics(services.GetRequiredService<IMeterFactory>());
        using var text = new PrometheusText(metrics);

        metrics.Decided(DecisionKind.Accepted);
        metrics.Decided(DecisionKind.Accepted);
        metrics.Decided(DecisionKind.Unknown);
        metrics.Recognition(TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(60));
        metrics.Recognition(TimeSpan.FromMilliseconds(40), TimeSpan.FromSeconds(7));
        var lines = text.Write().Split('\n');

        Assert.Contains("# TYPE kiosk_decisions_total counter", lines);
        Assert.Contains("kiosk_decisions_total{kind=\"Accepted\"} 2", lines);
        Assert.Contains("kiosk_decisions_total{kind=\"Unknown\"} 1", lines);
        Assert.Contains("kiosk_frames_recognised_total 2", lines);
        Assert.Contains("# TYPE kiosk_recognition_duration_seconds histogram", lines);
        Assert.Contains("kiosk_recognition_duration_seconds_bucket{le=\"0.02\"} 0", lines);
        Assert.Contains("kiosk_recognition_duration_seconds_bucket{le=\"0.035\"} 1", lines);
        Assert.Contains("kiosk_recognition_duration_seconds_bucket{le=\"+Inf\"} 2", lines);
        Assert.Contains("kiosk_recognition_duration_seconds_sum 0.07", lines);
        Assert.Contains("kiosk_frame_age_seconds_bucket{le=\"5\"} 1", lines);
        Assert.Contains("kiosk_frame_age_seconds_count 2", lines);
    }
}
