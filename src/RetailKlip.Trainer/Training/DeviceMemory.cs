using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>A device to train on, and the memory that is free on it.</summary>
public static class DeviceMemory
{
    private const string Memory = "/proc/meminfo";

    /// <param name="name"><c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="InvalidDataException">There is no such device here.</exception>
    public static Device Find(string name)
    {
        if (name == "cpu")
            return CPU;
        return cuda.is_available()
            ? CUDA
            : throw new InvalidDataException(
                "No CUDA device can be used: build with -p:TorchFlavor=cuda on a machine with an NVIDIA GPU and its driver, "
                + "or take --device cpu.");
    }

    /// <returns>Bytes; null where the GPU's driver does not say.</returns>
    public static long? Free(Device device) =>
        device.type == DeviceType.CPU ? FreeOnCpu() : FreeOnGpu();

    // What the process may use, or what is left of the machine, whichever is less.
    private static long FreeOnCpu()
    {
        const string Field = "MemAvailable:";
        var allowed = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        var line = File.Exists(Memory) ? File.ReadLines(Memory).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return line is not null && long.TryParse(line[Field.Length..^2], CultureInfo.InvariantCulture, out var kibibytes)
            ? Math.Min(allowed, kibibytes << 10)
            : allowed;
    }

    private static long? FreeOnGpu()
    {
        var asking = new ProcessStartInfo("nvidia-smi", ["--query-gpu=memory.free", "--format=csv,noheader,nounits", "--id=0"])
        {
            RedirectStandardOutput = true,
        };
        try
        {
            using var process = Process.Start(asking)!;
            var answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return long.TryParse(answer.Trim(), CultureInfo.InvariantCulture, out var mebibytes) ? mebibytes << 20 : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
