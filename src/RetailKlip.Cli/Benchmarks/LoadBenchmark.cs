namespace RetailKlip.Cli;

/// <summary>What `klip bench load` measured.</summary>
/// <param name="FileBytes">Of the release.</param>
/// <param name="FirstMs">From the closed file to a gallery that matches, the first time in this process, in milliseconds.</param>
/// <param name="BestMs">The same, best of the times after.</param>
/// <param name="ReadMs">A plain read of the file's bytes, from the system's cache, best of several: no load is faster without a memory map.</param>
/// <param name="HashMs">The same with SHA-256 over them, which proves a release.</param>
internal sealed record LoadBenchmark(
    int Entries, int Dimension, int Products, string Format, long FileBytes, double FirstMs, double BestMs, double ReadMs, double HashMs);
