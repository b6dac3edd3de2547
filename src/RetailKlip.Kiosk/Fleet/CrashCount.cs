using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>How often a registered kiosk started after it had not ended as it should: killed, out of power, or stopped by a bug. A file
/// that is there while it runs tells.</summary>
internal sealed class CrashCount(FleetFiles files)
{
    private const int MaxBytes = 100;

    private string RunningPath => Path.Combine(files.Folder, "running");

    private string CountPath => Path.Combine(files.Folder, "crashes");

    /// <summary>The kiosk has started.</summary>
    /// <returns>How often it crashed before, ever.</returns>
    /// <exception cref="IOException">The disk cannot be written.</exception>
    public long Begin()
    {
        var crashes = Read();
        if (File.Exists(RunningPath))
            DurableFile.Write(CountPath, stream =>
                stream.Write(System.Text.Encoding.ASCII.GetBytes((++crashes).ToString(CultureInfo.InvariantCulture))));
        DurableFile.Write(RunningPath, _ => { });
        return crashes;
    }

    /// <summary>It ends as it should.</summary>
    public void End() => File.Delete(RunningPath);

    // What cannot be read counts from nothing: it is statistics.
    private long Read() => new FileInfo(CountPath) is { Exists: true, Length: < MaxBytes }
        && long.TryParse(File.ReadAllText(CountPath), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
}
