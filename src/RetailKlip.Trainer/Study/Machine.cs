using System.Globalization;
using System.Runtime.InteropServices;

namespace RetailKlip.Trainer;

/// <summary>The machine that a measurement was made on, in words.</summary>
public static class Machine
{
    private const string ProcessorInfo = "/proc/cpuinfo";

    public static string Describe()
    {
        var processor = File.Exists(ProcessorInfo)
            ? File.ReadLines(ProcessorInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':')[1].Trim()
            : null;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores of {processor ?? RuntimeInformation.ProcessArchitecture.ToString()}, "
            + $"{RuntimeInformation.OSDescription}");
    }
}
