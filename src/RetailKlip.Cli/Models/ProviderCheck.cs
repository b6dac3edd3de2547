namespace RetailKlip.Cli;

/// <summary>The golden vectors on one execution provider.</summary>
/// <param name="State">ok, failed, or absent where this build or machine does not offer the provider.</param>
/// <param name="MinCosine">Least cosine between a golden picture's embedding now and as the package states it; null unless it ran.</param>
internal sealed record ProviderCheck(string Provider, string State, double? MinCosine, string Detail)
{
    public const string Ok = "ok", Failed = "failed", Absent = "absent";
}
