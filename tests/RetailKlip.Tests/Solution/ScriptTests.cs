using System.Runtime.Versioning;

namespace RetailKlip.Tests.Solution;

[SupportedOSPlatform("linux")]
public sealed class ScriptTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Started => [".ci/run", "tests/run.sh", "device/demo.sh"];

    public static TheoryData<string> Shell =>
        [.. CheckoutFiles.All.Select(CheckoutFiles.Relative).Where(file => file.EndsWith(".sh", StringComparison.Ordinal) || file == ".ci/run")];

    [Theory]
    [MemberData(nameof(Started))]
    public void A_script_that_people_start_has_its_run_bit(string script)
    {
        var mode = File.GetUnixFileMode(Path.Combine(Shared.Checkout, script));

        Assert.True(mode.HasFlag(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute), $"{script}: {mode}");
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task A_shell_script_parses(string script)
    {
        var run = await ProgramRun.Of("bash", ["-n", script], Cancellation);

        Assert.True(run.ExitCode == 0, run.All);
    }

    [Theory]
    [InlineData("tests/run.sh", "--long")]
    [InlineData("device/demo.sh", "--once")]
    public async Task Help_names_the_options(string script, string option)
    {
        var run = await ProgramRun.Of(Path.Combine(Shared.Checkout, script), ["--help"], Cancellation);

        Assert.True(run.ExitCode == 0, run.All);
        Assert.Contains(option, run.Output);
    }

    [Theory]
    [InlineData("tests/run.sh", "--fast")]
    [InlineData("device/demo.sh", "--fast")]
    [InlineData("device/demo.sh", "--camera")]
    [InlineData("device/demo.sh", "--once", "--camera", "0")]
    public async Task Wrong_usage_is_refused_before_anything_is_installed_or_built(string script, params string[] arguments)
    {
        var run = await ProgramRun.Of(Path.Combine(Shared.Checkout, script), arguments, Cancellation);

        Assert.True(run.ExitCode == 2, run.All);
        Assert.Empty(run.Output);
        Assert.Contains(arguments[^1] == "0" ? "--once" : arguments[^1], run.Errors);
    }

    [Fact]
    public async Task Where_every_package_is_there_apt_is_not_called()
    {
        using var bin = new TemporaryFolder();
        // Stands before the real one in PATH; dpkg itself is there on every Debian.
        var apt = bin.File("apt-get");
        await File.WriteAllTextAsync(apt, "#!/bin/sh\necho apt-get \"$@\" >&2\n", Cancellation);
        File.SetUnixFileMode(apt, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var list = bin.File("list.txt");
        var script = $". device/packages.sh; PATH='{bin.Path}':$PATH; need_packages '{list}'";

        await File.WriteAllTextAsync(list, "# A comment.\n\ndpkg # and another\nbash\n", Cancellation);
        var nothing = await ProgramRun.Of("bash", ["-euc", script], Cancellation);
        await File.AppendAllTextAsync(list, "no-such-package-one\n", Cancellation);
        var one = await ProgramRun.Of("bash", ["-euc", script.Replace("; need", "; id() { echo 0; }; need", StringComparison.Ordinal)], Cancellation);

        Assert.True(nothing is { ExitCode: 0, Output: "", Errors: "" }, nothing.All);
        Assert.True(one.ExitCode == 0, one.All);
        Assert.Contains("install -y --no-install-recommends no-such-package-one", one.Errors);
        Assert.DoesNotContain("dpkg", one.Errors);
    }

    [Theory]
    [InlineData(0, "passed='3' failed='0' errors='0' skipped='1'", "3 passed, 0 failed, 1 skipped")]
    [InlineData(1, "passed='3' failed='2' errors='1' skipped='0'", "3 passed, 3 failed, 0 skipped")]
    [InlineData(0, "passed='0' failed='0' errors='0' skipped='0'", "0 passed, 1 failed, 0 skipped")]
    [InlineData(0, "passed='0' failed='0' errors='0' skipped='7'", "0 passed, 0 failed, 7 skipped")]
    [InlineData(139, "passed='3' failed='0' errors='0' skipped='0'", "3 passed, 1 failed, 0 skipped")]
    [InlineData(134, null, "0 passed, 1 failed, 0 skipped")]
    public async Task A_run_passes_only_if_tests_ran_and_none_failed_or_crashed(int exitCode, string? report, string lastLine)
    {
        using var checkout = new TemporaryFolder();
        foreach (var folder in new[] { "tests/One.Tests", "device", "bin" })
            Directory.CreateDirectory(checkout.File(folder));
        foreach (var file in new[] { "tests/run.sh", "device/packages.sh" })
            File.Copy(Path.Combine(Shared.Checkout, file), checkout.File(file));
        foreach (var file in new[] { "tests/packages.txt", "device/packages.txt", "tests/One.Tests/One.Tests.csproj" })
            await File.WriteAllTextAsync(checkout.File(file), "", Cancellation);
        // A dotnet whose test project ends as the case says; its last argument is the report's path.
        var write = report is null ? "" : $"""echo "<assemblies><assembly {report.Replace("'", "\\\"", StringComparison.Ordinal)}></assembly></assemblies>" > "$report"; """;
        await File.WriteAllTextAsync(checkout.File("bin/dotnet"), $$"""
            #!/bin/bash
            report=${!#}
            case "$1" in
              --list-sdks) echo 10.0.100 ;;
              *.dll) {{write}}exit {{exitCode}} ;;
            esac
            """, Cancellation);
        File.SetUnixFileMode(checkout.File("bin/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var run = await ProgramRun.Of("bash", ["-c", $"PATH='{checkout.File("bin")}':$PATH tests/run.sh"], Cancellation, checkout.Path);

        Assert.DoesNotContain("installing", run.Errors);
        Assert.Equal(lastLine, run.Output.TrimEnd('\n').Split('\n')[^1]);
        Assert.True((run.ExitCode == 0) == lastLine.StartsWith("3 passed, 0 failed", StringComparison.Ordinal), run.All);
    }
}
