using System.Text;

namespace RetailKlip.Kiosk;

/// <summary>Secrets that a point of sale shares with the kiosk, from a file that only the kiosk's user should read, or from the settings,
/// which is to say from the environment.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 4096;

    /// <returns>The lines of the file that are not empty; the setting as it is where no file is named, and nothing where that is
    /// empty.</returns>
    /// <exception cref="IOException">The file is missing, too large or empty.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string[] Read(string path, string setting)
    {
        if (path.Length == 0)
            return setting.Length == 0 ? [] : [setting];
        if (new FileInfo(path) is not { Exists: true, Length: <= MaxBytes })
            throw new IOException($"{path} is no file of at most {MaxBytes} bytes: put the secret there, one a line.");
        var lines = File.ReadAllText(path, Encoding.UTF8)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 ? lines : throw new IOException($"{path} is empty: put the secret there.");
    }
}
