namespace RetailKlip.Cli;

/// <summary>What `klip bench pipeline` measured. Times are milliseconds a frame.</summary>
/// <param name="FramesPerSecond">Frames over the time they took, drawing not counted.</param>
/// <param name="EncodeMs">The encoder's run, median over the frames that needed it.</param>
/// <param name="OtherMs">Everything else in those frames: finding items, preprocessing, search, decision; median.</param>
/// <param name="IdleMs">A frame that brought nothing new; median.</param>
/// <param name="AllocatedBytesPerFrame">Managed memory, of all threads.</param>
/// <param name="EncodedFrames">Frames that went through the encoder.</param>
/// <param name="ItemsAdded">Items that the pipeline reported, of <paramref name="ItemsShown"/> that lay on the drawn trays.</param>
/// <param name="ItemsRight">Of those added: accepted as what they are.</param>
internal sealed record PipelineBenchmark(
    double FramesPerSecond,
    double EncodeMs,
    double OtherMs,
    double IdleMs,
    double AllocatedBytesPerFrame,
    double P50Ms,
    double P95Ms,
    double P99Ms,
    int Frames,
    int EncodedFrames,
    int ItemsShown,
    int ItemsAdded,
    int ItemsRight,
    long PeakMemoryBytes,
    string Provider);
