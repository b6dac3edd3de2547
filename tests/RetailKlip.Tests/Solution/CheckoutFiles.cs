namespace RetailKlip.Tests.Solution;

/// <summary>The files of the checkout, without what builds and runs leave behind.</summary>
internal static class CheckoutFiles
{
    // The folders of .gitignore, and git's own.
    private static readonly HashSet<string> Left =
    [
        ".git", "bin", "obj", ".vs", ".idea", ".vscode", "node_modules", ".runs", ".data", "artifacts", "TestResults",
        "BenchmarkDotNet.Artifacts",
    ];

    public static IReadOnlyList<string> All { get; } = [.. In(new DirectoryInfo(Shared.Checkout)).Order(StringComparer.Ordinal)];

    /// <summary>Names directly under the root of the checkout, files and folders.</summary>
    public static IEnumerable<string> TopLevel => All.Select(file => Relative(file).Split('/')[0]).Distinct();

    /// <summary>The path from the root of the checkout, with <c>/</c>.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Shared.Checkout, file).Replace('\\', '/');

    private static IEnumerable<string> In(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(file => file.FullName)
            .Concat(folder.EnumerateDirectories().Where(inner => !Left.Contains(inner.Name)).SelectMany(In));
}
