namespace RetailKlip.Server;

internal enum JobState
{
    /// <summary>To be done, or being done by whoever holds its lease.</summary>
    Waiting,

    Done,

    /// <summary>It failed as often as it may be tried.</summary>
    Failed,
}
