using System.Security.Cryptography;
using System.Text.Json;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>A folder with <c>encoder.onnx</c> and <c>model.json</c> that belong together.</summary>
public sealed class ModelPackage
{
    public const string EncoderFile = "encoder.onnx";

    public const string DetectorFile = "detector.onnx";

    public const string ManifestFile = "model.json";

    private const long MaxManifestBytes = 16 << 20;

    internal ModelPackage(string folder, ModelManifest manifest) => (Folder, Manifest) = (folder, manifest);

    public string Folder { get; }

    public ModelManifest Manifest { get; }

    public EncoderId EncoderId => Manifest.EncoderId;

    public string EncoderPath => Path.Combine(Folder, EncoderFile);

    /// <summary>Where the package's item detector is, if it has one.</summary>
    public string DetectorPath => Path.Combine(Folder, DetectorFile);

    /// <summary>
    /// Reads and checks everything that can be checked without running the encoder, which <see cref="Encoder.Open"/>
    /// does.
    /// </summary>
    /// <exception cref="ModelPackageException">A file is missing or damaged, or the two do not belong together.</exception>
    public static ModelPackage Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ModelPackageException(
                $"Model package '{folder}' is not a folder: give a folder with {EncoderFile} and {ManifestFile}.");
        var manifest = ReadManifest(Path.Combine(folder, ManifestFile));
        var package = new ModelPackage(folder, manifest);
        var sha256 = Hash(package.EncoderPath, manifest.Sha256);
        if (manifest.Detector is { } detector)
            Hash(package.DetectorPath, detector.Sha256);
        if (manifest.Precision == "fp32" && ComputeEncoderId(sha256, manifest.Input) != manifest.EncoderId)
            throw new ModelPackageException(
                $"'{Path.Combine(folder, ManifestFile)}': encoderId does not follow from {EncoderFile} and input: "
                + "one of them was changed, export the package again.");
        return package;
    }

    /// <summary>Lower-hex SHA-256 over the SHA-256 (32 bytes) of the FP32 file and <see cref="ModelInput.ToCanonicalJson"/>.</summary>
    /// <exception cref="ModelPackageException">The file cannot be read.</exception>
    public static EncoderId ComputeEncoderId(string onnxPath, ModelInput input) => ComputeEncoderId(Hash(onnxPath), input);

    /// <inheritdoc cref="ComputeEncoderId(string, ModelInput)"/>
    /// <param name="onnx">The whole FP32 file.</param>
    public static EncoderId ComputeEncoderId(ReadOnlyMemory<byte> onnx, ModelInput input) =>
        ComputeEncoderId(SHA256.HashData(onnx.Span), input);

    /// <exception cref="ModelPackageException">The encoder has no calibrated thresholds.</exception>
    public DecisionPolicy DecisionPolicy() => Manifest.Decision is { } decision
        ? new DecisionPolicy(decision.Thresholds)
        : throw new ModelPackageException(
            $"Model package '{Folder}' has no calibrated thresholds (decision in {ManifestFile}): it can embed, but not decide. "
            + "Calibrate a gallery of it with 'klip calibrate'.");

    /// <summary>The policy for a gallery: its own thresholds where it carries some, else the package's.</summary>
    /// <exception cref="ModelPackageException">Neither has calibrated thresholds.</exception>
    public DecisionPolicy DecisionPolicy(Gallery gallery) => gallery.Decision is { } own ? new DecisionPolicy(own) : DecisionPolicy();

    private static EncoderId ComputeEncoderId(byte[] sha256, ModelInput input) =>
        EncoderId.Parse(Convert.ToHexStringLower(SHA256.HashData([.. sha256, .. input.ToCanonicalJson()])));

    /// <exception cref="ModelPackageException">The file cannot be read, or has another hash.</exception>
    private static byte[] Hash(string path, string expected)
    {
        var sha256 = Hash(path);
        return Convert.ToHexStringLower(sha256).Equals(expected, StringComparison.Ordinal) ? sha256 : throw new ModelPackageException(
            $"'{path}' is not the file that {ManifestFile} describes (its SHA-256 differs): it is damaged or foreign, copy the package again.");
    }

    private static byte[] Hash(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return SHA256.HashData(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelPackageException($"'{path}' cannot be read: {error.Message} Copy the package again.", error);
        }
    }

    private static ModelManifest ReadManifest(string path)
    {
        ModelManifest? manifest;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxManifestBytes })
                throw new ModelPackageException($"'{path}' is larger than {MaxManifestBytes >> 20} MiB: that is no manifest.");
            manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelJson.Default.ModelManifest);
        }
        catch (JsonException error)
        {
            throw new ModelPackageException($"'{path}' is not a valid manifest: {FirstLine(error.Message)} Copy the package again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelPackageException($"'{path}' cannot be read: {error.Message} A package without a manifest is refused.", error);
        }
        var fault = manifest is null ? "it is null" : Fault(manifest);
        return fault is null ? manifest!
            : throw new ModelPackageException($"'{path}' is not a valid manifest: {fault}. Export or copy the package again.");
    }

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    /// <returns>What is wrong with the manifest, or null.</returns>
    internal static string? Fault(ModelManifest manifest)
    {
        if (string.IsNullOrWhiteSpace(manifest.Name))
            return "name is empty";
        if (manifest.Precision is not ("fp32" or "fp16" or "int8"))
            return $"precision is '{manifest.Precision}'; fp32, fp16 or int8 is expected";
        if (manifest.Dimension is < 1 or > 65536)
            return $"dimension is {manifest.Dimension}; 1 to 65536 is expected";
        if (manifest.Input.Fault() is { } input)
            return input;
        if (manifest.Decision is { } decision)
            try
            {
                decision.Thresholds.Validated();
            }
            catch (ArgumentException error)
            {
                return "decision." + error.Message.TrimEnd('.');
            }
        return GoldenFault(manifest);
    }

    private static string? GoldenFault(ModelManifest manifest)
    {
        if (manifest.Golden.IsDefault || manifest.Golden.Select(golden => golden.Picture).Distinct(StringComparer.Ordinal).Count() < 2)
            return "golden needs at least two different pictures, or a provider that always answers the same would pass";
        foreach (var golden in manifest.Golden)
        {
            if (!GoldenPictures.Names.Contains(golden.Picture))
                return $"golden picture '{golden.Picture}' is unknown to this version";
            if (golden.Embedding.IsDefault || golden.Embedding.Length != manifest.Dimension)
                return $"golden embedding of '{golden.Picture}' has {(golden.Embedding.IsDefault ? 0 : golden.Embedding.Length)}"
                    + $" numbers, dimension is {manifest.Dimension}";
            try
            {
                Embedding.FromUnit(manifest.EncoderId, golden.Embedding.AsSpan());
            }
            catch (ArgumentException error)
            {
                return $"golden embedding of '{golden.Picture}': {error.Message.TrimEnd('.')}";
            }
        }
        return null;
    }
}
