using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace RetailKlip.Vision;

/// <summary>What the native ONNX Runtime of this process can do; which one it is, the executable chose by <c>OrtFlavor</c>.</summary>
internal static class OrtRuntime
{
    private static readonly Lazy<ImmutableArray<ExecutionProvider>> Offered = new(() =>
    {
        // Its failures come back as exceptions; what it would write to standard error is noise.
        var creation = new EnvironmentCreationOptions { logId = "retailklip", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        var environment = OrtEnv.IsCreated ? OrtEnv.Instance() : OrtEnv.CreateInstanceWithOptions(ref creation);
        environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        var names = environment.GetAvailableProviders();
        return [.. Enum.GetValues<ExecutionProvider>().Where(provider => names.Contains(Name(provider)))];
    });

    /// <summary>Fastest first.</summary>
    public static ImmutableArray<ExecutionProvider> OfferedProviders => Offered.Value;

    /// <exception cref="OnnxRuntimeException">The provider's own libraries or its device are missing.</exception>
    public static SessionOptions CreateOptions(ExecutionProvider provider, EncoderOptions options)
    {
        _ = Offered.Value;
        var session = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = options.IntraOpThreads,
        };
        try
        {
            // Threads that spin between two runs take a core from the camera and the page.
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            if (provider != ExecutionProvider.Cpu && options.RequireProvider == provider)
                session.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
            switch (provider)
            {
                case ExecutionProvider.TensorRt:
                    AppendTensorRt(session, options);
                    break;
                case ExecutionProvider.Cuda:
                    session.AppendExecutionProvider_CUDA(0);
                    break;
            }
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void AppendTensorRt(SessionOptions session, EncoderOptions options)
    {
        using var tensorRt = new OrtTensorRTProviderOptions();
        if (options.EngineCacheFolder is { } folder)
        {
            Directory.CreateDirectory(folder);
            tensorRt.UpdateOptions(new Dictionary<string, string>
            {
                ["trt_engine_cache_enable"] = "1",
                ["trt_engine_cache_path"] = folder,
            });
        }
        session.AppendExecutionProvider_Tensorrt(tensorRt);
        // Nodes that TensorRT does not take run on CUDA, not on the CPU.
        session.AppendExecutionProvider_CUDA(0);
    }

    private static string Name(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.TensorRt => "TensorrtExecutionProvider",
        ExecutionProvider.Cuda => "CUDAExecutionProvider",
        _ => "CPUExecutionProvider",
    };
}
