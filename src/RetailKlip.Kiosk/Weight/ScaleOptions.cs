namespace RetailKlip.Kiosk;

public sealed record ScaleOptions
{
    /// <summary>Of a serial line, in bits a second, with 8 data bits, no parity and one stop bit.</summary>
    public int BaudRate { get; init; } = 9600;

    /// <summary>Pause between two questions for the weight.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long the scale may take to answer at once; then the line is opened anew.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it may wait for its pan to rest before it answers.</summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Pause before a scale that is gone is tried again.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);
}
