using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using RetailKlip.Tests.Kiosk;

namespace RetailKlip.Tests.Device;

/// <summary>The kiosk as systemd runs it: what it tells the socket that sd_notify(3) describes.</summary>
public sealed class SystemdTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kiosk_tells_systemd_that_it_is_ready_lives_and_stops()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        // A service is known by the name of the process that started it.
        File.Copy("/bin/sh", folder.File("systemd"));
        var start = new ProcessStartInfo(folder.File("systemd"),
            ["-c", "dotnet \"$0\" \"$@\" >&2 & echo $!; wait $!", KioskProcess.Assembly, "--urls=http://127.0.0.1:0", $"--Kiosk:Data={folder.File("data")}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "1000000" },
        };
        using var kiosk = Process.Start(start)!;
        try
        {
            _ = kiosk.StandardError.BaseStream.CopyToAsync(Stream.Null, Cancellation);
            var process = await kiosk.StandardOutput.ReadLineAsync(Cancellation);

            var told = await Hear(systemd, message => message.Contains("READY=1", StringComparison.Ordinal), times: 1);
            await Hear(systemd, message => message == "WATCHDOG=1", times: 3);
            using (var terminate = Process.Start("kill", ["-TERM", process!])!)
                await terminate.WaitForExitAsync(Cancellation);
            await Hear(systemd, message => message.Contains("STOPPING=1", StringComparison.Ordinal), times: 1);
            await kiosk.WaitForExitAsync(Cancellation);

            Assert.Single(told, message => message.Contains("READY=1", StringComparison.Ordinal));
            Assert.Equal(0, kiosk.ExitCode);
        }
        finally
        {
            if (!kiosk.HasExited)
                kiosk.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Messages until a wanted one came so many times.</summary>
    private static async Task<List<string>> Hear(Socket systemd, Predicate<string> wanted, int times)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        var (heard, buffer) = (new List<string>(), new byte[4096]);
        while (times > 0)
        {
            heard.Add(Encoding.UTF8.GetString(buffer, 0, await systemd.ReceiveAsync(buffer, limit.Token)).TrimEnd('\n'));
            times -= wanted(heard[^1]) ? 1 : 0;
        }
        return heard;
    }
}
