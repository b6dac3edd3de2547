namespace RetailKlip.Cli;

/// <summary>How many pictures of the server's catalogue wait for their embeddings, have them, or are refused.</summary>
internal sealed record EnrolmentProgress(string EncoderId, string Model, int Pending, int Embedded, int Refused);
