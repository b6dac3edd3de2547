using Spectre.Console;

namespace RetailKlip.Cli;

/// <summary>A bar on standard error while long work runs; nothing at all where that is no terminal.</summary>
internal static class ProgressBar
{
    /// <param name="total">Steps that make the bar full.</param>
    /// <param name="work">Calls its argument with the number of steps just done, from any thread.</param>
    public static T Run<T>(string what, int total, Func<Action<int>, T> work)
    {
        if (Console.IsErrorRedirected)
            return work(static _ => { });
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(what), maxValue: Math.Max(total, 1));
                return work(steps => task.Increment(steps));
            });
    }
}
