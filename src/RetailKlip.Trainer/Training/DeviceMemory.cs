using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>A device to train on, and the memory that is free on it.</summary>
public static class DeviceMemory
{
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
        device.type == DeviceType.CPU ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet : FreeOnGpu();

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
