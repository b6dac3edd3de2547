using System.Text.Json;

namespace RetailKlip.Tests.Solution;

/// <summary>What <c>src/Directory.*</c> promises to every project, seen through MSBuild itself.</summary>
public sealed class BuildRulesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> OnnxRuntimeUsers => [.. ProjectFile.All.Where(project => project.UsesOnnxRuntime).Select(project => project.ToString())];

    [Theory]
    [MemberData(nameof(OnnxRuntimeUsers))]
    public async Task Each_flavour_is_exactly_one_native_runtime_of_the_managed_version(string project)
    {
        await Task.WhenAll(Of("cpu", "Microsoft.ML.OnnxRuntime"), Of("gpu", "Microsoft.ML.OnnxRuntime.Gpu"));

        async Task Of(string flavour, string package)
        {
            var run = await ProgramRun.Of(
                "dotnet", ["msbuild", project, $"-p:OrtFlavor={flavour}", "-getItem:PackageReference", "-getItem:PackageVersion"], Cancellation);

            Assert.True(run.ExitCode == 0, run.All);
            using var evaluated = JsonDocument.Parse(run.Output);
            var items = evaluated.RootElement.GetProperty("Items");
            var referenced = items.GetProperty("PackageReference").EnumerateArray().Select(item => item.GetProperty("Identity").GetString());
            var versions = items.GetProperty("PackageVersion").EnumerateArray()
                .ToDictionary(item => item.GetProperty("Identity").GetString()!, item => item.GetProperty("Version").GetString());
            Assert.Equal([package], referenced.Where(name => name!.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal)));
            Assert.Equal(versions["Microsoft.ML.OnnxRuntime.Managed"], versions[package]);
        }
    }

    [Fact]
    public async Task An_unknown_flavour_is_refused_with_the_choice()
    {
        var run = await ProgramRun.Of("dotnet", ["msbuild", "src/RetailKlip.Cli", "-t:CollectPackageReferences", "-p:OrtFlavor=tpu"], Cancellation);

        Assert.True(run.ExitCode != 0, run.All);
        Assert.Contains("OrtFlavor is 'tpu'; it must be 'cpu' or 'gpu'.", run.Output);
    }

    [Fact]
    public async Task A_library_that_reads_the_clock_sleeps_or_prints_does_not_build()
    {
        using var folder = new TemporaryFolder();
        foreach (var rules in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            await WriteAsync(rules, $"""<Project><Import Project="{Path.Combine(Shared.Checkout, "src", rules)}" /></Project>""");
        await WriteAsync("Banned.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        await WriteAsync("Banned.cs", """
            namespace Banned;

            public static class Everything
            {
                public static DateTime Clock() => DateTime.UtcNow;

                public static void Sleep() => Thread.Sleep(1);

                public static void Print() => Console.WriteLine();

                public static string? Maybe() => null;

                public static int Length() => Maybe().Length;
            }
            """);

        var run = await ProgramRun.Of("dotnet", ["build", "--nologo", "-v", "q", "-clp:NoSummary"], Cancellation, folder.Path);

        Assert.True(run.ExitCode != 0, run.All);
        var errors = run.Output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct().ToList();
        foreach (var (place, code) in new[] { ("(5,", "RS0030"), ("(7,", "RS0030"), ("(9,", "RS0030"), ("(13,", "CS8602") })
            Assert.Contains(errors, error => error.Contains($"Banned.cs{place}", StringComparison.Ordinal) && error.Contains(code, StringComparison.Ordinal));
        Assert.Equal(4, errors.Count);

        Task WriteAsync(string name, string text) => File.WriteAllTextAsync(folder.File(name), text, Cancellation);
    }
}
