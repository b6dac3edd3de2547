using System.CommandLine;

namespace RetailKlip.Cli;

/// <summary>A command that does something: runs off the main thread, and turns what went wrong into one line and an exit code.</summary>
internal abstract class KlipCommand : Command
{
    protected KlipCommand(string name, string description)
        : base(name, description) => SetAction((arguments, stop) => Task.Run(() => RunGuarded(arguments, stop), CancellationToken.None));

    /// <param name="stop">Cancelled by Ctrl+C or SIGTERM.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    protected abstract int Run(ParseResult arguments, CancellationToken stop);

    private int RunGuarded(ParseResult arguments, CancellationToken stop)
    {
        try
        {
            return Run(arguments, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Errors.Write("stopped before the end");
            return ExitCode.Failure;
        }
#pragma warning disable CA1031 // The edge of the process: whatever it is becomes one line and exit code 1, never a stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Errors.Write(error);
            return ExitCode.Failure;
        }
    }
}
