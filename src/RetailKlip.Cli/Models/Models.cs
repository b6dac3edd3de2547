using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Opens model packages the same way for every command.</summary>
internal static class Models
{
    /// <param name="threads">CPU threads of one run; 0 takes one a core.</param>
    /// <exception cref="ModelPackageException">The package is missing, damaged, or does not do what it says.</exception>
    public static Encoder OpenEncoder(string folder, int threads = 0) =>
        Encoder.Open(ModelPackage.Open(folder), new EncoderOptions { IntraOpThreads = threads });
}
