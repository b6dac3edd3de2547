using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailKlip.Server;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LiveResponse))]
[JsonSerializable(typeof(ReadyResponse))]
[JsonSerializable(typeof(Page<AuditResponse>))]
internal sealed partial class ServerJson : JsonSerializerContext;
