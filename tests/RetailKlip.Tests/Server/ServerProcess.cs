using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;

namespace RetailKlip.Tests.Server;

/// <summary>The server's own executable as a process of its own, started from a foreign working directory.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Listening = "Now listening on: ";

    private const int SigTerm = 15, SigStop = 19, SigCont = 18;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process, Task<string> errors, string data, string address)
    {
        _process = process;
        _errors = errors;
        Client = new HttpClient { BaseAddress = new Uri(address) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RunningServer.TokenOf(data));
    }

    /// <summary>Of this build's configuration.</summary>
    public static string Assembly { get; } = Path.Combine(Shared.Checkout, "src", "RetailKlip.Server", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "RetailKlip.Server.dll");

    public HttpClient Client { get; }

    /// <summary>As its jobs name it.</summary>
    public string Worker => $"{Environment.MachineName}/{_process.Id}";

    /// <param name="settings">Of the section <c>Server</c>, as <c>MaxRequestBytes=…</c>.</param>
    public static async Task<ServerProcess> StartAsync(string data, string database = "", params string[] settings)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [
            Assembly, "--urls=http://127.0.0.1:0", $"--Server:Data={data}", $"--Server:Database={database}", .. settings.Select(setting => $"--Server:{setting}")])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var told = "";
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            told += line + "\n";
            if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new ServerProcess(process, process.StandardError.ReadToEndAsync(CancellationToken.None), data, line[(at + Listening.Length)..]);
            }
        }
        throw new InvalidOperationException($"The server ended before it listened:\n{told}");
    }

    /// <summary>Tells it to stop, as a supervisor does.</summary>
    public void Terminate() => _ = Kill(_process.Id, SigTerm);

    /// <summary>Holds it in whatever it does.</summary>
    public void Freeze() => _ = Kill(_process.Id, SigStop);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => _ = Kill(_process.Id, SigCont);

    /// <returns>The exit code and what it wrote since it listened.</returns>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _errors);
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is closed.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
