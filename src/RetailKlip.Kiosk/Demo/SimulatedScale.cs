using System.Globalization;
using System.Text;

namespace RetailKlip.Kiosk;

/// <summary>
/// A scale that exists in software only and speaks SICS over any stream, as a real one does over its serial line: for demos and
/// tests. What lies on it is set from outside, by several threads if need be.
/// </summary>
public sealed class SimulatedScale(TimeProvider time)
{
    private const decimal MostGrams = 15_000;
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private decimal _load;
    private decimal _zero;
    private decimal _tare;
    private long? _changed;

    /// <summary>The unit it answers in: g, kg, lb or oz.</summary>
    public string Unit { get; set; } = "g";

    /// <summary>Whether it is in its menu, where it weighs nothing.</summary>
    public bool IsBusy { get; set; }

    /// <summary>What lies on the pan in grams, less than 0 with the pan off. A change takes 0.4 s to rest.</summary>
    public decimal Load
    {
        get
        {
            lock (_lock)
                return _load;
        }

        set
        {
            lock (_lock)
                (_load, _changed) = (value, time.GetTimestamp());
        }
    }

    private bool IsAtRest
    {
        get
        {
            lock (_lock)
                return _changed is not { } changed || time.GetElapsedTime(changed) >= Settling;
        }
    }

    /// <summary>Answers commands until the other side closes or <paramref name="stop"/>.</summary>
    public async Task ServeAsync(Stream stream, CancellationToken stop)
    {
        var lines = new ScaleLines(stream);
        try
        {
            while (true)
            {
                var answer = await AnswerAsync(await lines.ReadAsync(stop), stop);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), stop);
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException || end is OperationCanceledException && stop.IsCancellationRequested)
        {
            // The kiosk has gone, or the simulation ends.
        }
    }

    private async Task<string> AnswerAsync(string command, CancellationToken stop)
    {
        if (command is not ("S" or "SI" or "Z" or "T"))
            return "ES";
        var letter = command[..1];
        if (IsBusy)
            return $"{letter} I";
        if (command != "SI" && !await RestAsync(stop))
            return $"{letter} I";
        lock (_lock)
        {
            var gross = _load - _zero;
            if (gross is < 0 or > MostGrams && command != "Z" || _load is < 0 or > MostGrams)
                return _load > MostGrams || gross > MostGrams ? $"{letter} +" : $"{letter} -";
            switch (command)
            {
                case "Z":
                    (_zero, _tare) = (_load, 0);
                    return "Z A";
                case "T":
                    _tare = gross;
                    return $"T S {Shown(_tare)}";
                default:
                    return $"S {(IsAtRest ? 'S' : 'D')} {Shown(gross - _tare)}";
            }
        }
    }

    /// <summary>Waits until nothing moves; false where it does not come to rest.</summary>
    private async Task<bool> RestAsync(CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (!IsAtRest)
        {
            if (time.GetElapsedTime(started) > Patience)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, stop);
        }
        return true;
    }

    private string Shown(decimal grams)
    {
        var (number, places) = Unit switch
        {
            "kg" => (grams / 1000, 4),
            "lb" => (grams / 453.59237m, 4),
            "oz" => (grams / 28.349523125m, 3),
            _ => (grams, 1),
        };
        return number.ToString($"F{places}", CultureInfo.InvariantCulture).PadLeft(10) + " " + Unit;
    }
}
