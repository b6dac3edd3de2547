using System.CommandLine;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>A command whose input may be wrong: what went wrong becomes a message and exit code 1.</summary>
internal abstract class TrainerCommand : Command
{
    protected TrainerCommand(string name, string description)
        : base(name, description) => SetAction(RunGuardedAsync);

    /// <param name="cancellation">Cancelled by Ctrl+C or SIGTERM; the command then ends when it can go on later.</param>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation);

    private async Task<int> RunGuardedAsync(ParseResult arguments, CancellationToken cancellation)
    {
        try
        {
            return await RunAsync(arguments, cancellation);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException
            or ExportException or ModelPackageException or PictureException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
