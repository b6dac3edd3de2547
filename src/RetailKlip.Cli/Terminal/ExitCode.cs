namespace RetailKlip.Cli;

/// <summary>What every command returns to the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The operation was refused or failed; standard error says why in one line.</summary>
    public const int Failure = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;
}
