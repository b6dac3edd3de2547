namespace RetailKlip.Tuf;

/// <summary>Metadata or a target was not accepted. What was trusted before still is; nothing that failed a check was kept.</summary>
public sealed class TufException(TufFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public TufFailure Failure { get; } = failure;
}
