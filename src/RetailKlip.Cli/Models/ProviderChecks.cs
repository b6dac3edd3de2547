using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Proves every execution provider by the package's golden pictures.</summary>
internal static class ProviderChecks
{
    /// <returns>One a provider, fastest first. The package works where at least one is ok and none failed.</returns>
    public static ProviderCheck[] Run(ModelPackage package) =>
        [.. Enum.GetValues<ExecutionProvider>().Select(provider => Run(package, provider))];

    public static bool AllWork(ProviderCheck[] checks) =>
        checks.Any(check => check.State == ProviderCheck.Ok) && checks.All(check => check.State != ProviderCheck.Failed);

    private static ProviderCheck Run(ModelPackage package, ExecutionProvider provider)
    {
        if (!Encoder.OfferedProviders.Contains(provider))
            return new ProviderCheck(provider.ToString(), ProviderCheck.Absent, null, "this build does not hold it");
        try
        {
            using var encoder = Encoder.Open(package, new EncoderOptions { RequireProvider = provider });
            var golden = encoder.CheckGolden();
            var worst = golden.MinBy(check => check.Cosine)!;
            var detail = Culture.Text($"{golden.Count} golden pictures, least cosine {worst.Cosine:F6} ({worst.Picture})");
            return new ProviderCheck(provider.ToString(), ProviderCheck.Ok, worst.Cosine, detail);
        }
        catch (ModelPackageException failure)
        {
            return new ProviderCheck(provider.ToString(), ProviderCheck.Failed, null, failure.Message);
        }
    }
}
