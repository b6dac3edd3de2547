using System.Text.Json.Serialization;

namespace RetailKlip.Kiosk;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AttendantTasks))]
[JsonSerializable(typeof(DayHistory))]
[JsonSerializable(typeof(TillScan))]
[JsonSerializable(typeof(TillVoid))]
[JsonSerializable(typeof(TillCorrection))]
[JsonSerializable(typeof(TillTotal))]
[JsonSerializable(typeof(TillAnswer))]
[JsonSerializable(typeof(Consent))]
[JsonSerializable(typeof(BasketDetails))]
[JsonSerializable(typeof(BasketResponse))]
[JsonSerializable(typeof(TrayResponse))]
[JsonSerializable(typeof(CameraResponse))]
[JsonSerializable(typeof(LiveResponse))]
[JsonSerializable(typeof(ReadyResponse))]
[JsonSerializable(typeof(OnceOutcome))]
[JsonSerializable(typeof(ReleaseState))]
internal sealed partial class KioskJson : JsonSerializerContext;
