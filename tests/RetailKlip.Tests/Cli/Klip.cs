using System.Diagnostics;
using System.Text;

namespace RetailKlip.Tests.Cli;

/// <summary>Starts the built <c>klip.dll</c> as a shell would.</summary>
internal static class Klip
{
    // Far beyond what any of these runs needs, so that a hang fails here and not in the build's own limit.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Of the configuration that these tests were built in.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        Shared.Checkout, "src", "RetailKlip.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "klip.dll");

    public static KlipRun Run(params string[] arguments) => Run(new Dictionary<string, string>(), arguments);

    public static KlipRun Run(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using var process = Start(variables, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"klip {string.Join(' ', arguments)} did not end within {Limit}.");
        }
        return new KlipRun(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public static Process Start(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        if (!File.Exists(Path))
            throw new FileNotFoundException($"{Path} is missing: build src/RetailKlip.Cli in the configuration of these tests.");
        var start = new ProcessStartInfo("dotnet", [Path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
