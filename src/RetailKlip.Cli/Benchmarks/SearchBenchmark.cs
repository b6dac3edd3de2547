namespace RetailKlip.Cli;

/// <summary>What `klip bench search` measured.</summary>
/// <param name="P50Us">Median time of one query, in microseconds.</param>
/// <param name="P95Us">95th percentile of the same.</param>
/// <param name="RecallAt1">Share of queries answered with the nearest entry, by a naive scan in double precision.</param>
/// <param name="BytesPerEntry">Managed memory the gallery holds, over its entries.</param>
/// <param name="EntriesPerSecond">Entries compared a second, by all threads together.</param>
/// <param name="MemoryBytesPerSecond">Read bandwidth of as many threads over as large a block, measured in the same run.</param>
/// <param name="EntriesPerSecondLimit">What that bandwidth allows at most, when every vector is read once a query.</param>
internal sealed record SearchBenchmark(
    int Entries,
    int Dimension,
    int Products,
    int Queries,
    int Threads,
    double P50Us,
    double P95Us,
    double RecallAt1,
    double BytesPerEntry,
    double EntriesPerSecond,
    double MemoryBytesPerSecond,
    double EntriesPerSecondLimit);
