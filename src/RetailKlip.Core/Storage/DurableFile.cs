using System.Runtime.InteropServices;
using System.Text;

namespace RetailKlip.Core;

/// <summary>Files that are either the old version or the new one, whatever moment the power fails at.</summary>
public static class DurableFile
{
    /// <summary>Writes a file beside <paramref name="path"/>, flushes it to the disk, and puts it in place by one rename.</summary>
    /// <exception cref="IOException">It cannot be written; what was there still is.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = TemporaryFor(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
                write(stream);
            Publish(temporary, path);
        }
        catch
        {
            // On a full disk, half a file would take the room that the next attempt needs.
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Where a new version of a file is prepared: in its folder, so that a rename suffices.</summary>
    public static string TemporaryFor(string path) => path + ".new";

    /// <summary>Flushes a finished file to the disk and puts it at <paramref name="path"/> by one rename, in place of what was
    /// there.</summary>
    /// <param name="finished">Closed, and in the folder of <paramref name="path"/>.</param>
    public static void Publish(string finished, string path)
    {
        using (var stream = new FileStream(finished, FileMode.Open, FileAccess.ReadWrite, FileShare.Read))
            stream.Flush(flushToDisk: true);
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
