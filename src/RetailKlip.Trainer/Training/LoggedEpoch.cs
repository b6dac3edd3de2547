using System.Text.Json;

namespace RetailKlip.Trainer;

/// <summary>A line of a run's log: what one epoch came to.</summary>
/// <param name="Validation">Top-1 on products that are not trained on; null where there are none.</param>
/// <param name="Seconds">That its steps took.</param>
public sealed record LoggedEpoch(
    int Epoch, int Step, double Loss, double Rate, double? Validation, double PicturesPerSecond, double Seconds)
{
    public static LoggedEpoch Of(TrainingProgress report) =>
        new(report.Epoch, report.Step, report.Loss, report.Rate, report.Validation, report.PicturesPerSecond, report.Seconds);

    /// <summary>The epochs of a run in order. One that was logged, killed before its checkpoint and made again counts once.</summary>
    /// <param name="run">The run's folder.</param>
    /// <exception cref="InvalidDataException">There is no log, or a line is not of it; names file and line.</exception>
    public static IReadOnlyList<LoggedEpoch> Read(string run)
    {
        var path = Path.Combine(run, TrainingRun.LogName);
        if (!File.Exists(path))
            throw new InvalidDataException(
                $"'{run}' is no run's folder: it has no {TrainingRun.LogName}. Name the folder of a recipe's \"run\".");
        var epochs = new SortedDictionary<int, LoggedEpoch>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            try
            {
                var epoch = JsonSerializer.Deserialize<LoggedEpoch>(line, JsonSerializerOptions.Web)!;
                epochs[epoch.Epoch] = epoch;
            }
            catch (JsonException error)
            {
                throw new InvalidDataException(
                    $"{path}, line {number} is not a line of a training log: {error.Message.Split('\n')[0]}", error);
            }
        }
        return [.. epochs.Values];
    }
}
