using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>
/// The file <c>model.json</c>: what an encoder is, what it expects, what it was trained on, how good it is, and how to
/// prove it works.
/// </summary>
public sealed record ModelManifest
{
    public required string Name { get; init; }

    /// <summary>Of the FP32 parent, see <see cref="ModelPackage.ComputeEncoderId(string, ModelInput)"/>.</summary>
    public required EncoderId EncoderId { get; init; }

    /// <summary><c>fp32</c>, <c>fp16</c> or <c>int8</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>SHA-256 of <c>encoder.onnx</c> beside this file, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Floats of an embedding.</summary>
    public required int Dimension { get; init; }

    public required ModelInput Input { get; init; }

    public required string Licence { get; init; }

    public required string TrainedOn { get; init; }

    /// <summary>Measured by the trainer, free in form.</summary>
    public required JsonObject Metrics { get; init; }

    /// <summary>Null where nobody calibrated the encoder, as for an imported one: it can embed, but not decide.</summary>
    public required ModelDecision? Decision { get; init; }

    public required ImmutableArray<GoldenEmbedding> Golden { get; init; }

    /// <summary>Of <c>detector.onnx</c> beside this file; null where the package has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DetectorManifest? Detector { get; init; }
}
