using System.Runtime.Versioning;
using RetailKlip.Tests.Solution;

namespace RetailKlip.Tests.Device;

/// <summary>device/install.sh and uninstall.sh on the root folder of another system. They need root, as on a device.</summary>
[SupportedOSPlatform("linux")]
public sealed class InstallTests : IDisposable
{
    private static readonly string Device = Path.Combine(Shared.Checkout, "device");

    private readonly TemporaryFolder _folder = new();

    public InstallTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the installer works as root only");
        Directory.CreateDirectory(Root);
        Publish("kiosk", "1.2.3");
        Publish("server", "1.2.3");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Root => _folder.File("root");

    [Fact]
    public async Task Installed_again_it_updates_keeps_the_version_before_and_leaves_settings_alone()
    {
        await Run("install.sh", "--from", _folder.File("kiosk"));
        await File.WriteAllTextAsync(In("etc/retailklip/kiosk.env"), "Kiosk__Camera=/dev/video7\n", Cancellation);
        await File.WriteAllTextAsync(In("etc/udev/rules.d/70-retailklip.rules"), "spoilt", Cancellation);
        foreach (var version in (string[])["1.3.0", "1.4.0", "1.4.0"])
        {
            Publish("kiosk", version);
            await Run("install.sh", "--from", _folder.File("kiosk"));
        }

        Assert.Equal("1.4.0\n", await File.ReadAllTextAsync(In("opt/retailklip/kiosk/current/VERSION"), Cancellation));
        Assert.Equal("1.3.0\n", await File.ReadAllTextAsync(In("opt/retailklip/kiosk/previous/VERSION"), Cancellation));
        Assert.Equal(["1.3.0", "1.4.0"], Directory.GetDirectories(In("opt/retailklip/kiosk/versions")).Select(Path.GetFileName).Order());
        Assert.Equal("Kiosk__Camera=/dev/video7\n", await File.ReadAllTextAsync(In("etc/retailklip/kiosk.env"), Cancellation));
        Assert.DoesNotContain("spoilt", await File.ReadAllTextAsync(In("etc/udev/rules.d/70-retailklip.rules"), Cancellation), StringComparison.Ordinal);
        Assert.True(File.Exists(In("etc/systemd/system/multi-user.target.wants/retailklip-kiosk.service")));
        Assert.Contains("retailklip:", await File.ReadAllTextAsync(In("etc/passwd"), Cancellation), StringComparison.Ordinal);
        Assert.False(File.Exists(In("etc/systemd/system/retailklip-server.service")));
    }

    [Fact]
    public async Task What_is_no_published_folder_changes_nothing()
    {
        var empty = Directory.CreateDirectory(_folder.File("empty")).FullName;
        await File.WriteAllTextAsync(_folder.File("torn.tar.gz"), "no archive", Cancellation);
        File.Delete(Path.Combine(_folder.File("server"), "VERSION"));

        foreach (var (from, said) in new[] { (empty, "RetailKlip.Kiosk"), (_folder.File("torn.tar.gz"), "damaged"), (_folder.File("server"), "VERSION"), (_folder.File("nowhere"), "nowhere") })
        {
            var run = await ProgramRun.Of(Path.Combine(Device, "install.sh"), ["--root", Root, "--from", from], Cancellation);
            Assert.NotEqual(0, run.ExitCode);
            Assert.Contains(said, run.All, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }

    [Fact]
    public async Task Uninstalled_nothing_is_left_but_data_and_settings_and_purged_not_even_those()
    {
        await Run("install.sh", "--from", _folder.File("kiosk"), "--screen");
        await Run("install.sh", "--from", _folder.File("server"));
        Directory.CreateDirectory(In("var/lib/retailklip"));

        await Run("uninstall.sh");

        Assert.False(Directory.Exists(In("opt/retailklip")));
        Assert.Empty(Ours("etc/systemd").Concat(Ours("etc/udev")).Concat(Ours("etc/chromium")));
        Assert.True(Directory.Exists(In("var/lib/retailklip")));
        Assert.True(File.Exists(In("etc/retailklip/kiosk.env")));

        await Run("uninstall.sh", "--purge");

        Assert.Empty(Ours("etc").Concat(Ours("var")));
        Assert.DoesNotContain("retailklip", await File.ReadAllTextAsync(In("etc/passwd"), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_units_are_valid_and_confine_what_they_start()
    {
        await Run("install.sh", "--from", _folder.File("kiosk"));
        await Run("install.sh", "--from", _folder.File("server"));
        // What units of ours lean on.
        await Copy("/usr/lib/systemd/system", In("usr/lib/systemd/system"));

        foreach (var unit in (string[])["retailklip-kiosk.service", "retailklip-server.service"])
        {
            var verified = await ProgramRun.Of("systemd-analyze", ["verify", $"--root={Root}", "--man=no", "--recursive-errors=no", unit], Cancellation);
            Assert.True(verified.ExitCode == 0, verified.All);
            Assert.DoesNotContain("retailklip", verified.All, StringComparison.Ordinal);
            // In tenths; 0 is fully confined, 100 not at all.
            var exposed = await ProgramRun.Of("systemd-analyze", ["security", "--offline=yes", "--threshold=20", "--no-pager", $"--root={Root}", unit], Cancellation);
            Assert.True(exposed.ExitCode == 0, exposed.All);
        }
    }

    [Fact]
    public async Task The_scripts_have_no_fault_that_shellcheck_knows()
    {
        var run = await ProgramRun.Of("shellcheck", ["-x", .. Directory.GetFiles(Device, "*.sh"), Path.Combine(Shared.Checkout, "tests", "run.sh")],
            Cancellation, Shared.Checkout);

        Assert.True(run.ExitCode == 0, run.All);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        var copied = await ProgramRun.Of("cp", ["-r", from + "/.", to], Cancellation);
        Assert.True(copied.ExitCode == 0, copied.All);
    }

    private async Task Run(string script, params string[] arguments)
    {
        var run = await ProgramRun.Of(Path.Combine(Device, script), ["--root", Root, .. arguments], Cancellation);
        Assert.True(run.ExitCode == 0, run.All);
    }

    private string In(string path) => Path.Combine(Root, path);

    private IEnumerable<string> Ours(string folder) => Directory.Exists(In(folder))
        ? Directory.EnumerateFileSystemEntries(In(folder), "*retailklip*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }) : [];

    /// <summary>As much of a published folder as the installer looks at.</summary>
    private void Publish(string product, string version)
    {
        var folder = Directory.CreateDirectory(_folder.File(product)).FullName;
        var program = Path.Combine(folder, product == "kiosk" ? "RetailKlip.Kiosk" : "RetailKlip.Server");
        File.WriteAllText(program, "#!/bin/sh\nexec sleep infinity\n");
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        File.WriteAllText(Path.Combine(folder, "VERSION"), version + "\n");
    }
}
