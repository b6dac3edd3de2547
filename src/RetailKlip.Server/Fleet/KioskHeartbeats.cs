using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>Takes in what kiosks say of themselves: the last of it with the kiosk, and what was added since the one before with its
/// hour.</summary>
internal sealed class KioskHeartbeats(ServerContext db, TimeProvider time)
{
    private const int MaxText = 500, MaxParts = 50, MaxOutcomes = 100;

    // More decisions or crashes between two heartbeats are no kiosk's.
    private const long Most = 1_000_000_000;

    /// <returns>What is wrong, by member; null where nothing is.</returns>
    public static (string Member, string Reason)? FaultOf(Heartbeat beat) =>
        beat.Instance == Guid.Empty ? ("instance", "It is empty.")
        : beat.Sequence < 1 ? ("sequence", "Heartbeats count from 1.")
        : beat.Gallery is not null && !ReleaseTargets.IsName(beat.Gallery) ? ("gallery", "It is no name of a gallery.")
        : beat.Release is < 1 || beat.Release is not null && beat.Gallery is null ? ("release", "It is no version of a gallery.")
        : beat.Parts.Count > MaxParts ? ("parts", $"At most {MaxParts} are expected.")
        : beat.Outcomes.Count > MaxOutcomes ? ("outcomes", $"At most {MaxOutcomes} are expected.")
        : !AreTotals(beat.Decisions) ? ("decisions", "They are no totals.")
        : beat.Crashes is < 0 or > Most ? ("crashes", "It is no total.")
        : beat.Latency.Count > LatencyBuckets.Count || beat.Latency.Any(count => count is < 0 or > Most)
            ? ("latency", "It is no count of frames by their times.")
        : !double.IsFinite(beat.ClockOffset) ? ("clockOffset", "It is no number.")
        : beat.Parts.Any(part => part.Value is null) || beat.Outcomes.Any(outcome => outcome is null)
            ? ("parts", "A part or outcome is null.")
        : null;

    /// <summary>Adds a heartbeat without a fault to what the context saves next.</summary>
    public async Task HearAsync(RegisteredKiosk kiosk, Heartbeat beat, CancellationToken cancellation)
    {
        beat = Bounded(beat);
        var (now, last) = (time.GetUtcNow(), kiosk.LastReport());
        var isNews = kiosk.Hear(beat, last, now);
        foreach (var outcome in beat.Outcomes)
            if (await db.KioskCommands.SingleOrDefaultAsync(one => one.Id == outcome.Id && one.KioskId == kiosk.Id,
                cancellation) is { } command)
                command.Finish(outcome, now);
        if (isNews && beat is { Gallery: { } gallery, Release: { } release })
            await CountAsync(kiosk, beat, last, gallery, release, KioskHour.HourOf(now), cancellation);
    }

    private async Task CountAsync(
        RegisteredKiosk kiosk, Heartbeat beat, Heartbeat? last, string gallery, long release, DateTimeOffset hour,
        CancellationToken cancellation)
    {
        var row = await db.KioskHours.SingleOrDefaultAsync(
            one => one.KioskId == kiosk.Id && one.Hour == hour && one.Gallery == gallery && one.Release == release, cancellation)
            ?? db.KioskHours.Add(new KioskHour { KioskId = kiosk.Id, Hour = hour, Gallery = gallery, Release = release }).Entity;
        var isSame = last?.Instance == beat.Instance;
        // A crash belongs to what the kiosk runs now that it is up again; the first count ever tells of times before it was registered.
        var crashes = last is null ? 0 : Math.Max(0, beat.Crashes - last.Crashes);
        var decisions = isSame ? beat.Decisions.Since(last!.Decisions) : beat.Decisions;
        var latency = isSame ? Since(beat.Latency, last!.Latency) : [.. beat.Latency];
        // What was decided while releases were swapped belongs to neither. Totals that shrink are of another process with the same name.
        var isOfOne = !isSame || last!.Release == release && last.Gallery == gallery;
        if (!isOfOne || !decisions.IsSound || latency.Any(count => count < 0))
            row.Add(new(0, 0, 0, 0), [], crashes);
        else
            row.Add(decisions, latency, crashes);
    }

    private static bool AreTotals(DecisionTotals decisions) =>
        decisions.IsSound && decisions is { Accepted: < Most, Ambiguous: < Most, Unknown: < Most, Overridden: < Most };

    private static List<long> Since(IReadOnlyList<long> now, IReadOnlyList<long> before) =>
        [.. now.Select((count, bucket) => count - (bucket < before.Count ? before[bucket] : 0))];

    // Texts are of any content: they are kept short, on one line, and nothing is made of them.
    private static Heartbeat Bounded(Heartbeat beat) => beat with
    {
        Version = Line(beat.Version)!,
        ContentHash = Line(beat.ContentHash),
        EncoderId = Line(beat.EncoderId),
        Provider = Line(beat.Provider),
        Parts = beat.Parts.GroupBy(part => Line(part.Key)!).ToDictionary(
            part => part.Key, part => new PartReport(part.First().Value.Status, Line(part.First().Value.Reason)!)),
        Outcomes = [.. beat.Outcomes.Select(outcome => outcome with { Detail = Line(outcome.Detail)! })],
    };

    private static string? Line(string? text)
    {
        if (text is null)
            return null;
        var line = new StringBuilder(Math.Min(text.Length, MaxText));
        foreach (var rune in text.EnumerateRunes().TakeWhile(_ => line.Length < MaxText - 1))
            line.Append(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format ? new Rune(' ') : rune);
        return line.ToString();
    }
}
