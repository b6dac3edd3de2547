using System.Text.Json.Serialization;

namespace RetailKlip.Cli;

/// <summary>Everything klip prints as JSON. Keys are camelCase; numbers are culture-free and round-trip.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SearchBenchmark))]
internal sealed partial class CliJson : JsonSerializerContext;
