using System.Text.Json.Serialization;

namespace RetailKlip.Cli;

/// <summary>Everything klip prints as JSON. Keys are camelCase; numbers are culture-free and round-trip.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BarcodeLine))]
[JsonSerializable(typeof(CalibrationReport))]
[JsonSerializable(typeof(DecisionLine))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(EmbeddingLine))]
[JsonSerializable(typeof(EntryRow))]
[JsonSerializable(typeof(Evaluation))]
[JsonSerializable(typeof(GalleryHeader))]
[JsonSerializable(typeof(GalleryInfo))]
[JsonSerializable(typeof(ModelCheck))]
[JsonSerializable(typeof(PipelineBenchmark))]
[JsonSerializable(typeof(ProductRow))]
[JsonSerializable(typeof(RoleLine))]
[JsonSerializable(typeof(SceneEvaluation))]
[JsonSerializable(typeof(SearchBenchmark))]
internal sealed partial class CliJson : JsonSerializerContext;
