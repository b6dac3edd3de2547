using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace RetailKlip.Tests;

/// <summary>Runs the tests, or one of the processes that crash tests start and kill.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        [KilledProcess.Argument, .. var writer] => KilledProcess.Run(writer),
        _ when args.Contains("--server") =>
            await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => await ConsoleRunner.Run(args),
    };
}
