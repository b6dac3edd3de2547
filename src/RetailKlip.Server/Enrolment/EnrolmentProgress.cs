namespace RetailKlip.Server;

/// <summary>How far the catalogue is embedded by the encoder in use.</summary>
/// <param name="Pending">Pictures that wait.</param>
internal sealed record EnrolmentProgress(string EncoderId, string Model, int Pending, int Embedded, int Refused);
