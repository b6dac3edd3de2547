using System.Text.Json.Nodes;

namespace RetailKlip.Vision;

/// <summary>What the trainer knows about an encoder; <see cref="ModelPackageWriter"/> computes the rest of <c>model.json</c>.</summary>
public sealed record ModelDescription
{
    public required string Name { get; init; }

    public required ModelInput Input { get; init; }

    public required string Licence { get; init; }

    public required string TrainedOn { get; init; }

    public JsonObject Metrics { get; init; } = [];

    /// <summary>Null for an encoder that nobody calibrated.</summary>
    public ModelDecision? Decision { get; init; }

    /// <summary><c>fp32</c>, <c>fp16</c> or <c>int8</c>.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>The FP32 package of which this is another precision: its id and golden embeddings are taken over.</summary>
    public ModelPackage? Parent { get; init; }
}
