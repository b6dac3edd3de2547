namespace RetailKlip.Server;

/// <summary>Does the jobs of one kind. A job may be done twice, where a lease ran out: the second time must do no harm.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    /// <summary>Whatever it throws is a failed attempt, told by its message.</summary>
    Task RunAsync(Job job, CancellationToken cancellation);

    /// <summary>The last attempt has failed.</summary>
    Task GiveUpAsync(Job job, string reason, CancellationToken cancellation);
}
