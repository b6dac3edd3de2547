using System.Collections.Immutable;

namespace RetailKlip.Vision;

public sealed record EncoderOptions
{
    /// <summary>Tried in this order; those that the native library does not offer are passed over.</summary>
    public ImmutableArray<ExecutionProvider> Providers { get; init; } =
        [ExecutionProvider.TensorRt, ExecutionProvider.Cuda, ExecutionProvider.Cpu];

    /// <summary>
    /// Only this provider will do: any other, also for single nodes of the graph, is an error. Null takes the first
    /// that works.
    /// </summary>
    public ExecutionProvider? RequireProvider { get; init; }

    /// <summary>Threads of one operator on the CPU; 0 takes one a physical core.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>Crops in one run; more are split. Buffers are allocated for as many.</summary>
    public int MaxBatch { get; init; } = 16;

    /// <summary>Where TensorRT keeps its engines between starts; null keeps none.</summary>
    public string? EngineCacheFolder { get; init; }
}
