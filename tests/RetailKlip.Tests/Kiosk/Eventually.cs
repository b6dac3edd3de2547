namespace RetailKlip.Tests.Kiosk;

/// <summary>Waits for a condition, with a limit that a loaded machine keeps.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <param name="state">Says in the failure how it stands. While it changes there is no end to waiting.</param>
    public static async Task TrueAsync(Func<bool> condition, Func<string> state)
    {
        var (last, since) = (state(), TimeProvider.System.GetTimestamp());
        while (!condition())
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            if (state() is var now && now != last)
                (last, since) = (now, TimeProvider.System.GetTimestamp());
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, last);
        }
    }
}
