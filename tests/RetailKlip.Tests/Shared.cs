using Xunit;

namespace RetailKlip.Tests;

/// <summary>
/// The folder of real pictures and reference values, beside the checkout or named by <c>RETAILKLIP_SHARED</c>. Where it is
/// absent a test skips; where it was promised (<c>CI=true</c>) it fails.
/// </summary>
internal static class Shared
{
    /// <param name="path">Relative to the shared folder, such as <c>data/grocery-store</c>.</param>
    public static string Folder(string path) => Find(path, Directory.Exists);

    /// <param name="path">Relative to the shared folder, such as <c>reference/metric-learning/expected.json</c>.</param>
    public static string File(string path) => Find(path, System.IO.File.Exists);

    /// <summary>The root of the checkout: the folder of the solution file.</summary>
    public static string Checkout { get; } = FindCheckout();

    private static string Find(string path, Predicate<string> exists)
    {
        var root = Environment.GetEnvironmentVariable("RETAILKLIP_SHARED") is { Length: > 0 } set
            ? set
            : Path.Combine(Path.GetDirectoryName(Checkout)!, "shared");
        var full = Path.GetFullPath(Path.Combine(root, path));
        if (exists(full))
            return full;
        var reason = $"{full} is missing: set RETAILKLIP_SHARED to the folder of shared pictures and reference values.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Assert.Skip(reason);
        return full;
    }

    private static string FindCheckout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "RetailKlip.Edge.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No RetailKlip.Edge.sln above {AppContext.BaseDirectory}.");
    }
}
