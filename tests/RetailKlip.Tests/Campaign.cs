namespace RetailKlip.Tests;

/// <summary>Tests that try something many times at random: a few times in every run, and as often as they can with <c>tests/run.sh --long</c>.</summary>
internal static class Campaign
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("RETAILKLIP_LONG") == "1";

    public static int Runs(int few, int many) => IsLong ? many : few;

    public static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
