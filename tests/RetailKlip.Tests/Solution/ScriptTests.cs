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
}
