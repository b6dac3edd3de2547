using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>
/// Makes a model package of an exported graph: runs the golden pictures, computes hashes and id, and writes only what
/// could be opened again.
/// </summary>
public static class ModelPackageWriter
{
    /// <summary>
    /// Writes <c>encoder.onnx</c> and <c>model.json</c>. A folder that is not there appears whole or not at all; in one that
    /// is, the manifest follows the encoder, and a reader in between is refused by the hash.
    /// </summary>
    /// <param name="onnx">The whole file.</param>
    /// <returns>The package as opened again from the folder.</returns>
    /// <exception cref="ModelPackageException">The graph does not fit the description, cannot be run, or strays from its
    /// parent.</exception>
    public static ModelPackage Write(string folder, ReadOnlyMemory<byte> onnx, ModelDescription description)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var draft = folder + ".writing";
        try
        {
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
            Directory.CreateDirectory(draft);
            WriteThrough(Path.Combine(draft, ModelPackage.EncoderFile), onnx.Span);
            var manifest = Describe(Path.Combine(draft, ModelPackage.EncoderFile), onnx, description);
            WriteThrough(Path.Combine(draft, ModelPackage.ManifestFile),
                JsonSerializer.SerializeToUtf8Bytes(manifest, ModelJson.Default.ModelManifest));
            using (Encoder.Open(ModelPackage.Open(draft), new EncoderOptions { RequireProvider = ExecutionProvider.Cpu }))
                Publish(draft, folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelPackageException($"Model package '{folder}' cannot be written: {error.Message}", error);
        }
        finally
        {
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
        }
        return ModelPackage.Open(folder);
    }

    /// <summary>Adds an item detector to a package, or replaces the one it has; the encoder and its id stay as they are.</summary>
    /// <param name="onnx">The whole file.</param>
    /// <param name="trainedOn">In words.</param>
    /// <exception cref="ModelPackageException">The package or the detector cannot be opened, or written.</exception>
    public static ModelPackage AddDetector(string folder, ReadOnlyMemory<byte> onnx, string trainedOn, JsonObject metrics)
    {
        var package = ModelPackage.Open(folder);
        var draft = DurableFile.TemporaryFor(package.DetectorPath);
        try
        {
            WriteThrough(draft, onnx.Span);
            ItemDetector.Open(draft).Dispose();
            var manifest = package.Manifest with { Detector = new(Convert.ToHexStringLower(SHA256.HashData(onnx.Span)), trainedOn, metrics) };
            DurableFile.Publish(draft, package.DetectorPath);
            DurableFile.Write(Path.Combine(folder, ModelPackage.ManifestFile),
                file => file.Write(JsonSerializer.SerializeToUtf8Bytes(manifest, ModelJson.Default.ModelManifest)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelPackageException($"Model package '{folder}' cannot be written: {error.Message}", error);
        }
        finally
        {
            File.Delete(draft);
        }
        return ModelPackage.Open(folder);
    }

    private static ModelManifest Describe(string path, ReadOnlyMemory<byte> onnx, ModelDescription description)
    {
        var parent = description.Parent?.Manifest;
        if ((description.Precision == "fp32") != (parent is null))
            throw new ModelPackageException(
                $"A package of precision {description.Precision} {(parent is null ? "needs an" : "has no")} FP32 parent.");
        if (description.Input.Fault() is { } inputFault)
            throw new ModelPackageException($"Model '{description.Name}': {inputFault}.");
        var (dimension, golden) = Golden(path, description.Input);
        var manifest = new ModelManifest
        {
            Name = description.Name,
            EncoderId = parent?.EncoderId ?? ModelPackage.ComputeEncoderId(onnx, description.Input),
            Precision = description.Precision,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx.Span)),
            Dimension = dimension,
            Input = description.Input,
            Licence = description.Licence,
            TrainedOn = description.TrainedOn,
            Metrics = description.Metrics,
            Decision = description.Decision,
            Golden = parent?.Golden ?? golden,
        };
        return ModelPackage.Fault(manifest) is { } fault ? throw new ModelPackageException($"Model '{description.Name}': {fault}.")
            : manifest;
    }

    private static (int Dimension, ImmutableArray<GoldenEmbedding> Golden) Golden(string path, ModelInput input)
    {
        try
        {
            using var options = OrtRuntime.CreateOptions(ExecutionProvider.Cpu, new EncoderOptions());
            using var session = EncoderSession.Open(path, input, options, maxBatch: 1);
            var preprocessing = new Preprocessing(input);
            return (session.Dimension, [.. GoldenPictures.Names.Select(name => Embed(session, preprocessing, name))]);
        }
        catch (Exception error) when (error is OnnxRuntimeException or InvalidOperationException or ArgumentException)
        {
            throw new ModelPackageException($"The encoder cannot embed the golden pictures: {error.Message.Split('\n')[0]}", error);
        }
    }

    private static GoldenEmbedding Embed(EncoderSession session, Preprocessing preprocessing, string name)
    {
        using var picture = GoldenPictures.Draw(name);
        preprocessing.Write(picture, session.Input(0));
        session.Run(1);
        return new GoldenEmbedding(name, [.. Core.Embedding.Normalise(default, session.Output(0)).Values]);
    }

    private static void Publish(string draft, string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.Move(draft, folder);
            return;
        }
        foreach (var file in new[] { ModelPackage.EncoderFile, ModelPackage.ManifestFile })
            File.Move(Path.Combine(draft, file), Path.Combine(folder, file), overwrite: true);
    }

    private static void WriteThrough(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}
