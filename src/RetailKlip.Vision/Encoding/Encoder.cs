using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using RetailKlip.Core;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace RetailKlip.Vision;

/// <summary>
/// Crops in, embeddings out, on the first execution provider that proves itself: one that is merely listed, or falls
/// back in silence, answers the golden pictures wrongly or not at all. Safe for several threads, one batch at a time.
/// </summary>
public sealed partial class Encoder : IDisposable
{
    /// <summary>Least cosine between an embedding of a golden picture and the manifest's, on any provider and precision.</summary>
    public const double GoldenCosine = 0.99;

    private readonly Lock _lock = new();
    private readonly Preprocessing _preprocessing;
    private readonly EncoderSession _session;
    private bool _isDisposed;

    private Encoder(ModelPackage package, ExecutionProvider provider, EncoderSession session)
    {
        (Package, Provider, _session) = (package, provider, session);
        _preprocessing = new Preprocessing(package.Manifest.Input);
    }

    public ModelPackage Package { get; }

    public EncoderId EncoderId => Package.EncoderId;

    public int Dimension => _session.Dimension;

    /// <summary>The provider that was proved to be active.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>Providers that the native library in use was built with, fastest first.</summary>
    public static ImmutableArray<ExecutionProvider> OfferedProviders => OrtRuntime.OfferedProviders;

    /// <exception cref="ModelPackageException">The graph does not fit its manifest, or no wanted provider computes what the
    /// manifest promises.</exception>
    public static Encoder Open(ModelPackage package, EncoderOptions? options = null, ILogger<Encoder>? logger = null)
    {
        options ??= new EncoderOptions();
        logger ??= NullLogger<Encoder>.Instance;
        var wanted = options.RequireProvider is { } required ? [required] : options.Providers;
        var refusals = new List<string>();
        foreach (var provider in wanted)
        {
            if (TryOpen(package, provider, options, out var refusal) is { } encoder)
            {
                LogOpened(logger, package.Manifest.Name, package.EncoderId.Short, provider);
                return encoder;
            }
            refusals.Add($"{provider}: {refusal}");
            LogRefused(logger, package.Manifest.Name, provider, refusal);
        }
        throw new ModelPackageException($"'{package.EncoderPath}' runs on no wanted provider ({string.Join("; ", refusals)}). "
            + (options.RequireProvider is null ? "Copy the package again, or install a native library that can run it."
                : "Install its native library, or drop RequireProvider."));
    }

    /// <summary>One embedding a crop, in their order, computed in batches of at most <see cref="EncoderOptions.MaxBatch"/>.</summary>
    /// <param name="bgrCrops">8-bit BGR of any size.</param>
    public Embedding[] Embed(IReadOnlyList<Mat> bgrCrops) => Embed(bgrCrops, out _);

    /// <inheritdoc cref="Embed(IReadOnlyList{Mat})"/>
    public Embedding[] Embed(IReadOnlyList<Mat> bgrCrops, out EncodeTimings timings)
    {
        var embeddings = new Embedding[bgrCrops.Count];
        TimeSpan preprocess = default, encode = default;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            for (var first = 0; first < embeddings.Length; first += _session.MaxBatch)
            {
                var count = Math.Min(_session.MaxBatch, embeddings.Length - first);
                var begin = Stopwatch.GetTimestamp();
                for (var i = 0; i < count; i++)
                    _preprocessing.Write(bgrCrops[first + i], _session.Input(i));
                var ready = Stopwatch.GetTimestamp();
                _session.Run(count);
                encode += Stopwatch.GetElapsedTime(ready);
                preprocess += Stopwatch.GetElapsedTime(begin, ready);
                for (var i = 0; i < count; i++)
                    embeddings[first + i] = Embedding.Normalise(EncoderId, _session.Output(i));
            }
        }
        timings = new EncodeTimings(preprocess, encode);
        return embeddings;
    }

    /// <summary>Runs tensors as they are, past the preprocessing.</summary>
    /// <param name="nchw">As many pictures of <see cref="ModelInput.Length"/> floats as wanted, one after the other.</param>
    /// <returns>Raw outputs, not normalised, <see cref="Dimension"/> floats a picture, one after the other.</returns>
    /// <exception cref="ArgumentException">The length is no multiple of a picture's.</exception>
    public float[] EmbedRaw(ReadOnlySpan<float> nchw)
    {
        var length = Package.Manifest.Input.Length;
        if (nchw.Length % length != 0)
            throw new ArgumentException($"{nchw.Length} floats are no whole number of pictures of {length} floats.", nameof(nchw));
        var raw = new float[nchw.Length / length * Dimension];
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            for (var first = 0; first < nchw.Length / length; first += _session.MaxBatch)
            {
                var count = Math.Min(_session.MaxBatch, nchw.Length / length - first);
                for (var i = 0; i < count; i++)
                    nchw.Slice((first + i) * length, length).CopyTo(_session.Input(i));
                _session.Run(count);
                for (var i = 0; i < count; i++)
                    _session.Output(i).CopyTo(raw.AsSpan((first + i) * Dimension));
            }
        }
        return raw;
    }

    /// <summary>Embeds the golden pictures again and compares them with the manifest.</summary>
    public IReadOnlyList<GoldenCheck> CheckGolden()
    {
        var embeddings = EmbedGolden();
        return [.. Package.Manifest.Golden.Select((golden, i) =>
            new GoldenCheck(golden.Picture, Cosine(embeddings[i].Values, golden.Embedding.AsSpan())))];
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isDisposed)
                _session.Dispose();
            _isDisposed = true;
        }
    }

    private static Encoder? TryOpen(ModelPackage package, ExecutionProvider provider, EncoderOptions options, out string refusal)
    {
        if (!OrtRuntime.OfferedProviders.Contains(provider))
        {
            refusal = "not in the native library";
            return null;
        }
        Encoder? encoder = null;
        try
        {
            using var sessionOptions = OrtRuntime.CreateOptions(provider, options);
            var session = EncoderSession.Open(package.EncoderPath, package.Manifest.Input, sessionOptions, options.MaxBatch);
            encoder = new Encoder(package, provider, session);
            refusal = encoder.GoldenFault() ?? "";
            if (refusal.Length == 0)
                return encoder;
        }
        // A provider whose own libraries are missing throws what its loader throws.
        catch (Exception error) when (
            error is OnnxRuntimeException or InvalidOperationException or DllNotFoundException or EntryPointNotFoundException)
        {
            refusal = error.Message.Split('\n')[0];
        }
        encoder?.Dispose();
        return null;
    }

    /// <returns>Why the active provider does not compute this encoder, or null.</returns>
    private string? GoldenFault()
    {
        if (Dimension != Package.Manifest.Dimension)
            throw new ModelPackageException(
                $"'{Package.EncoderPath}' makes embeddings of {Dimension} numbers, its manifest says {Package.Manifest.Dimension}: "
                + "export the package again.");
        try
        {
            var embeddings = EmbedGolden();
            if (embeddings.Skip(1).All(embedding => embedding.Values.SequenceEqual(embeddings[0].Values)))
                return "it answers different pictures with the same embedding";
            var worst = CheckGolden().MinBy(check => check.Cosine)!;
            return worst.Cosine >= GoldenCosine
                ? null
                : FormattableString.Invariant(
                    $"golden picture '{worst.Picture}' reaches cosine {worst.Cosine:F4}, {GoldenCosine} is needed");
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }
    }

    private Embedding[] EmbedGolden()
    {
        var pictures = Package.Manifest.Golden.Select(golden => GoldenPictures.Draw(golden.Picture)).ToList();
        try
        {
            return Embed(pictures);
        }
        finally
        {
            pictures.ForEach(picture => picture.Dispose());
        }
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => TensorPrimitives.CosineSimilarity(a, b);

    [LoggerMessage(300, LogLevel.Information, "Encoder {Name} ({EncoderId}) runs on {Provider}, proved by its golden pictures")]
    private static partial void LogOpened(ILogger logger, string name, string encoderId, ExecutionProvider provider);

    [LoggerMessage(301, LogLevel.Warning, "Encoder {Name} does not run on {Provider}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string name, ExecutionProvider provider, string reason);
}
