namespace RetailKlip.Server;

/// <param name="Kind">See <see cref="Core.FleetCommandKind"/>.</param>
internal sealed record CommandDocument(string Kind);
