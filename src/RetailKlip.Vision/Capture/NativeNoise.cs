using System.Runtime.InteropServices;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// OpenCV and FFmpeg write warnings to standard error on their own; every failure comes back as a return value or an
/// exception anyway, and is reported once, with the name of its device or file.
/// </summary>
internal static partial class NativeNoise
{
    static NativeNoise()
    {
        // FFmpeg inside OpenCV reads the process environment, which .NET on Unix only copies.
        if (OperatingSystem.IsLinux())
            _ = SetEnvironment("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
        else
            Environment.SetEnvironmentVariable("OPENCV_FFMPEG_LOGLEVEL", "-8");
        Cv2.SetLogLevel(LogLevel.SILENT);
    }

    /// <summary>Before the first picture or camera; later calls cost nothing.</summary>
    public static void Silence()
    {
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
