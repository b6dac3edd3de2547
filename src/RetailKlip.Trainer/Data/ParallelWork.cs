using System.Runtime.ExceptionServices;

namespace RetailKlip.Trainer;

/// <summary>Loops over all cores that fail as a plain loop would: with the first failure itself.</summary>
internal static class ParallelWork
{
    /// <param name="count">Each number below it is handed to <paramref name="body"/> once.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> came first.</exception>
    public static void For(int count, Action<int> body, CancellationToken cancellation = default)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, body);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
