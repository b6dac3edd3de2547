using System.Diagnostics;

namespace RetailKlip.Tests.Solution;

/// <summary>A program that was started and has ended, with all that it wrote.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Everything that it wrote, for the message of a failed assertion.</summary>
    public string All => $"exit code {ExitCode}{Environment.NewLine}{Output}{Errors}";

    /// <summary>Starts the program in the checkout, or in <paramref name="folder"/>, and waits for its end; a cancelled test kills it.</summary>
    public static async Task<ProgramRun> Of(string program, string[] arguments, CancellationToken cancellation, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? Shared.Checkout,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A build node left behind would keep the pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new ProgramRun(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
