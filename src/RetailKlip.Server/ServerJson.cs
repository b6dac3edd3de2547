using System.Text.Json;
using System.Text.Json.Serialization;
using RetailKlip.Core;

namespace RetailKlip.Server;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(JsonStringEnumConverter<PriceUnit>)])]
[JsonSerializable(typeof(LiveResponse))]
[JsonSerializable(typeof(ReadyResponse))]
[JsonSerializable(typeof(Page<AuditResponse>))]
[JsonSerializable(typeof(Page<ProductResponse>))]
[JsonSerializable(typeof(ProductDocument))]
[JsonSerializable(typeof(ImportResponse))]
[JsonSerializable(typeof(List<ImportFault>))]
[JsonSerializable(typeof(Page<ReleaseResponse>))]
[JsonSerializable(typeof(Page<StoreResponse>))]
[JsonSerializable(typeof(Page<RegistrationResponse>))]
[JsonSerializable(typeof(RegistrationDocument))]
[JsonSerializable(typeof(Page<KioskResponse>))]
[JsonSerializable(typeof(TokenRefusal))]
[JsonSerializable(typeof(CommandDocument))]
[JsonSerializable(typeof(Page<CommandResponse>))]
[JsonSerializable(typeof(RolloutDocument))]
[JsonSerializable(typeof(RolloutResponse))]
[JsonSerializable(typeof(PinDocument))]
[JsonSerializable(typeof(AssortmentDocument))]
[JsonSerializable(typeof(EnrolmentProgress))]
[JsonSerializable(typeof(EnrolmentResponse))]
[JsonSerializable(typeof(PictureResponse))]
[JsonSerializable(typeof(ViewQuality))]
internal sealed partial class ServerJson : JsonSerializerContext;
