namespace RetailKlip.Cli;

/// <summary>A command cannot go on. The message is one line naming the input and the remedy; the exit code is 1.</summary>
internal sealed class RefusedException(string message) : Exception(message);
