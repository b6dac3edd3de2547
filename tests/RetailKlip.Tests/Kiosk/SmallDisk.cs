using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A file system of some megabytes in memory, which a test fills to the last byte. Needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    /// <returns>Null where this process may not mount.</returns>
    public static SmallDisk? TryMount(int megabytes)
    {
        var disk = new SmallDisk();
        if (OperatingSystem.IsLinux() && Mount("tmpfs", disk.Path, "tmpfs", 0, $"size={megabytes}m") == 0)
            return disk;
        disk._folder.Dispose();
        return null;
    }

    /// <summary>Leaves so many bytes free, or a page more.</summary>
    public void Fill(long free)
    {
        using var file = new FileStream(_folder.File("ballast"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var bytes in (ReadOnlySpan<int>)[1 << 20, 1 << 12])
            try
            {
                for (var block = new byte[bytes]; ;)
                    file.Write(block);
            }
            catch (IOException)
            {
                // Full, but for less than a block.
            }
        file.SetLength(Math.Max(0, file.Length - free));
    }

    public void Free() => File.Delete(_folder.File("ballast"));

    public void Dispose()
    {
        _ = Unmount(Path, 2);
        _folder.Dispose();
    }

    /// <summary>Lets a process write no file beyond some bytes, or again any: what it takes to run into the end of the disk without the right to
    /// mount.</summary>
    public static void Limit(int process, long? bytes)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{process}", $"--fsize={(bytes is { } most ? $"{most}:" : "unlimited:")}"]);
        limit.WaitForExit();
        Assert.Equal(0, limit.ExitCode);
    }

    [DllImport("libc", EntryPoint = "mount", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Mount(string source, string target, string type, nuint flags, string data);

    [DllImport("libc", EntryPoint = "umount2", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unmount(string target, int flags);
}
