using System.Runtime.InteropServices;
using System.Text;

namespace RetailKlip.Tuf;

/// <summary>Files that are either the old version or the new one, whatever moment the power fails at.</summary>
internal static class DurableFile
{
    /// <summary>Writes a file beside <paramref name="path"/>, flushes it to the disk, and puts it in place by one rename.</summary>
    /// <exception cref="IOException">It cannot be written; what was there still is.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        // Of one name: what a killed process left is written over by the next one.
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.new");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }
            Publish(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Puts a finished and flushed file at <paramref name="path"/> by one rename, in place of what was there.</summary>
    public static void Publish(string finished, string path)
    {
        File.Move(finished, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    // A rename lasts once its folder is on the disk. Windows offers no such call and needs none on NTFS.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), 0);
        if (descriptor < 0)
            return;
        _ = Flush(descriptor);
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
