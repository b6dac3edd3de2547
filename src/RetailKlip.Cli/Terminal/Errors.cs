using RetailKlip.Core;
using RetailKlip.Tuf;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Errors on standard error, one line each.</summary>
internal static class Errors
{
    /// <summary>Set to 1, this variable adds the stack trace of an internal error, for a report to the developers.</summary>
    public const string TraceVariable = "KLIP_TRACE";

    /// <summary>Writes <paramref name="message"/> as one line, whatever line breaks it came with.</summary>
    public static void Write(string message) => Console.Error.WriteLine($"klip: {OneLine(message)}");

    /// <summary>Writes <paramref name="message"/> and returns the exit code of a failure.</summary>
    public static int Fail(string message)
    {
        Write(message);
        return ExitCode.Failure;
    }

    public static void Write(Exception error)
    {
        // Of work done in parallel, the first failure tells.
        if (error is AggregateException { InnerException: { } first })
            error = first;
        if (Explains(error))
        {
            Write(error.Message);
            return;
        }
        if (error is DllNotFoundException || error.InnerException is DllNotFoundException)
        {
            Write($"a native library is missing: run device/demo.sh once, which installs them ({(error.InnerException ?? error).Message})");
            return;
        }
        Write($"internal error, please report it ({error.GetType().Name}: {error.Message}); {TraceVariable}=1 shows where");
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
            Console.Error.WriteLine(error);
    }

    public static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Whether the message was written for the person at the terminal: it names the input and the remedy.</summary>
    public static bool Explains(Exception error) => error
        is RefusedException
        or ServerRefusedException
        or EncoderMismatchException
        or PictureException
        or CameraException
        or ModelPackageException
        or SafetensorsException
        or TufException
        or FormatException
        or IOException
        or UnauthorizedAccessException;
}
