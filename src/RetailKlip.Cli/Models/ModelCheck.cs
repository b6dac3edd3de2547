namespace RetailKlip.Cli;

/// <summary>What `klip model check` found.</summary>
/// <param name="MaxAbsDiff">Largest absolute difference from the expected raw outputs; null where none were given.</param>
/// <param name="MinCosine">Least cosine against the expected raw outputs; without them, the least golden one of working providers.</param>
internal sealed record ModelCheck(
    string Model, string EncoderId, string Precision, ProviderCheck[] Providers, double? MaxAbsDiff, double? MinCosine);
