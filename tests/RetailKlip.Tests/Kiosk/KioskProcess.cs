using System.Diagnostics;
using System.Text.Json;

namespace RetailKlip.Tests.Kiosk;

/// <summary>The kiosk's own executable as a process of its own, started from a foreign working directory as the demo starts it.</summary>
internal sealed class KioskProcess : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    private KioskProcess(Process process, string address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>Of this build's configuration.</summary>
    public static string Assembly { get; } = Path.Combine(Shared.Checkout, "src", "RetailKlip.Kiosk", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "RetailKlip.Kiosk.dll");

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public int Id => _process.Id;

    public static Task<KioskProcess> StartAsync(string data, params string[] settings) => StartAsync(new Uri("http://127.0.0.1:0"), data, settings);

    /// <param name="address">With port 0 a free one is taken.</param>
    /// <param name="settings">Of the section <c>Kiosk</c>, as <c>Camera=…</c>.</param>
    public static Task<KioskProcess> StartAsync(Uri address, string data, params string[] settings) => StartAsync([], address, data, settings);

    /// <summary>A write beyond a limit fails as on a full disk, instead of ending the process (SIGXFSZ): see <see cref="SmallDisk.Limit"/>.</summary>
    public static Task<KioskProcess> StartLimitedAsync(string data, params string[] settings) =>
        StartAsync(["bash", "-c", "trap '' XFSZ; exec \"$@\"", "-"], new Uri("http://127.0.0.1:0"), data, settings);

    private static async Task<KioskProcess> StartAsync(string[] launcher, Uri address, string data, string[] settings)
    {
        string[] command = [
            .. launcher, "dotnet", Assembly, $"--urls={address}", $"--Kiosk:Data={data}", .. settings.Select(setting => $"--Kiosk:{setting}")];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var told = "";
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            told += line + "\n";
            if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            {
                // Both pipes are read on, or a full one would hold up the kiosk.
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new KioskProcess(process, line[(at + Listening.Length)..]);
            }
        }
        throw new InvalidOperationException($"The kiosk ended before it listened:\n{told}");
    }

    public async Task<JsonElement> GetAsync(string path) =>
        JsonDocument.Parse(await Client.GetStringAsync(path)).RootElement;

    /// <summary>SIGKILL: nothing is flushed, nothing is closed.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
