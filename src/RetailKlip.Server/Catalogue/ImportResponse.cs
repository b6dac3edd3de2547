namespace RetailKlip.Server;

/// <summary>What an import did, or would do.</summary>
internal sealed record ImportResponse(int Created, int Changed, int Unchanged);
