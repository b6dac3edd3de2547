using System.Diagnostics;
using System.Globalization;
using RetailKlip.Tests.Core;
using RetailKlip.Tests.Kiosk;
using RetailKlip.Tests.Tuf;

namespace RetailKlip.Tests;

/// <summary>
/// A real process that writes as fast as it can, prints the number of every change once it is confirmed, and is killed
/// (SIGKILL) in the midst of it.
/// </summary>
internal static class KilledProcess
{
    public const string Argument = "--killed-process";

    private static string Executable { get; } =
        Path.ChangeExtension(typeof(KilledProcess).Assembly.Location, OperatingSystem.IsWindows() ? "exe" : null);

    /// <summary>Starts a writer, kills it after some time or some confirmed changes, and returns what it had confirmed.</summary>
    /// <param name="confirmations">Kill after so many; the delay counts from there.</param>
    public static async Task<List<long>> KillAsync(string[] writer, int confirmations, TimeSpan delay, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(Executable, [Argument, .. writer])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var confirmed = new List<long>();
        try
        {
            while (confirmed.Count < confirmations && await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
                confirmed.Add(Parse(line));
            await Task.Delay(delay, cancellation);
        }
        finally
        {
            process.Kill();
        }
        // A line without its end was not printed whole: what it says is not confirmed.
        var rest = await process.StandardOutput.ReadToEndAsync(cancellation);
        confirmed.AddRange(rest.Split('\n')[..^1].Select(Parse));
        await process.WaitForExitAsync(cancellation);
        return await errors is { Length: > 0 } text
            ? throw new InvalidOperationException($"The writer failed by itself: {text}")
            : confirmed;
    }

    public static int Run(string[] writer)
    {
        IEnumerable<long> confirmed = writer switch
        {
            [BasketWriter.Name, var path, var first] => BasketWriter.Append(path, Parse(first)),
            [ReleaseWriter.Name, var folder] => ReleaseWriter.Apply(folder),
            [RepositoryWriter.Name, var folder, var key] => RepositoryWriter.Publish(folder, key),
            [GalleryWriter.Name, var path, var export] => GalleryWriter.Enrol(path, export),
            [TillWriter.Name, var data, var webhook, var port, var events] => TillWriter.Sell(data, webhook, (int)Parse(port), Parse(events)),
            _ => throw new ArgumentException($"'{string.Join(' ', writer)}' is not a writer."),
        };
        foreach (var number in confirmed)
        {
            Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
            Console.Out.Flush();
        }
        return 0;
    }

    private static long Parse(string line) => long.Parse(line, CultureInfo.InvariantCulture);
}
