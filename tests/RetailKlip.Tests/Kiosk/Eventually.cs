namespace RetailKlip.Tests.Kiosk;

/// <summary>Waits for a condition, with a limit that a loaded machine keeps.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <param name="state">Says in the failure how it stands.</param>
    public static async Task TrueAsync(Func<bool> condition, Func<string> state)
    {
        var cancellation = TestContext.Current.CancellationToken;
        for (var end = TimeProvider.System.GetTimestamp(); !condition(); await Task.Delay(10, cancellation))
            Assert.True(TimeProvider.System.GetElapsedTime(end) < Patience, state());
    }
}
