namespace RetailKlip.Tests;

/// <summary>The machine's clock, set wrong: its timers run as always.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
