using System.Formats.Tar;
using System.IO.Compression;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace RetailKlip.Tests.Solution;

/// <summary>Runs publish.ps1 itself, in PowerShell's engine within this process: PowerShell need not be installed.</summary>
[SupportedOSPlatform("linux")]
public sealed class PublishTests
{
    private static readonly string Script = Path.Combine(Shared.Checkout, "publish.ps1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_script_parses_and_every_command_in_it_is_dotnet()
    {
        var script = Parser.ParseFile(Script, out _, out var errors);

        Assert.Empty(errors);
        var commands = script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Select(command => command.GetCommandName());
        Assert.Equal(["dotnet", "dotnet"], commands);
    }

    [Fact]
    public void A_runtime_without_native_packages_is_refused()
    {
        using var shell = PowerShell.Create(InitialSessionState.CreateDefault2());

        var refused = Assert.ThrowsAny<RuntimeException>(() => shell.AddCommand(Script).AddParameter("Runtime", "linux-s390x").Invoke());

        Assert.Contains("linux-x64", refused.Message);
    }

    [Fact]
    public async Task The_archive_holds_a_kiosk_and_a_klip_that_run_and_its_checksum_is_right()
    {
        using var folder = new TemporaryFolder();

        Publish(folder.Path);

        var archive = Assert.Single(Directory.GetFiles(folder.Path, "*.tar.gz"));
        Assert.Matches(@"^retailklip-kiosk-\d+\.\d+\.\d+-linux-x64-cpu\.tar\.gz$", Path.GetFileName(archive));
        var sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(archive, Cancellation)));
        Assert.Equal($"{sum}  {Path.GetFileName(archive)}\n", await File.ReadAllTextAsync(folder.File("SHA256SUMS"), Cancellation));

        var unpacked = Directory.CreateDirectory(folder.File("unpacked")).FullName;
        await using (var packed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(packed, unpacked, overwriteFiles: false, Cancellation);
        Assert.Equal(Names(Path.Combine(Shared.Checkout, "models")), Names(Path.Combine(unpacked, "models")));
        Assert.True(File.Exists(Path.Combine(unpacked, "device", "install.sh")));
        Assert.Contains($"-{(await File.ReadAllTextAsync(Path.Combine(unpacked, "VERSION"), Cancellation)).Trim()}-", Path.GetFileName(archive), StringComparison.Ordinal);
        string[] foreign = ["TorchSharp", "libtorch", "System.Management.Automation"];
        Assert.DoesNotContain(Names(unpacked), name => foreign.Any(part => name.StartsWith(part, StringComparison.OrdinalIgnoreCase)));

        var help = await ProgramRun.Of(Path.Combine(unpacked, "klip"), ["--help"], Cancellation, unpacked);
        Assert.True(help.ExitCode == 0, help.All);
        var checkout = await ProgramRun.Of(Path.Combine(unpacked, "RetailKlip.Kiosk"), ["--once"], Cancellation, unpacked);
        Assert.True(checkout.ExitCode == 0, checkout.All);
    }

    private static void Publish(string output)
    {
        using var shell = PowerShell.Create(InitialSessionState.CreateDefault2());
        shell.AddCommand(Script).AddParameter("Output", output).AddParameter("Product", "kiosk");

        var said = shell.Invoke();

        Assert.False(shell.HadErrors, string.Join(Environment.NewLine, said.Select(line => line.ToString()).Concat(shell.Streams.Error.Select(error => error.ToString()))));
    }

    // Training reports stay in the checkout.
    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(name => !name.StartsWith("reports/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
