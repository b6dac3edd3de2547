using System.Text.Json.Nodes;

namespace RetailKlip.Vision;

/// <summary>What <c>model.json</c> says about the item detector of its package.</summary>
/// <param name="Sha256">Of <c>detector.onnx</c>, 64 lower-case hex digits.</param>
/// <param name="TrainedOn">In words.</param>
/// <param name="Metrics">Measured by the trainer, free in form.</param>
public sealed record DetectorManifest(string Sha256, string TrainedOn, JsonObject Metrics);
