namespace RetailKlip.Server;

/// <summary>The server cannot start as it is set up. The message, one line, names the setting, file or database, and the remedy.</summary>
public sealed class StartRefusedException : Exception
{
    public StartRefusedException()
    {
    }

    public StartRefusedException(string message)
        : base(message)
    {
    }

    public StartRefusedException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
