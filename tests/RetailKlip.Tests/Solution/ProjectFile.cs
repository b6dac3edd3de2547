using System.Xml.Linq;

namespace RetailKlip.Tests.Solution;

/// <summary>A project of the checkout as its file says it, before any evaluation.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _xml;

    private ProjectFile(string path)
    {
        Path = path;
        _xml = XDocument.Load(path);
    }

    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. CheckoutFiles.All.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => new ProjectFile(file))];

    public static IEnumerable<ProjectFile> Shipped => All.Where(project => project.Parent == "src");

    public string Path { get; }

    /// <summary>Without the leading <c>RetailKlip.</c>, as in <c>Core</c> or <c>Trainer.Tests</c>.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path)["RetailKlip.".Length..];

    /// <summary><c>src</c> or <c>tests</c>.</summary>
    public string Parent => System.IO.Path.GetRelativePath(Shared.Checkout, Path).Split(System.IO.Path.DirectorySeparatorChar)[0];

    public bool IsExecutable => Parent == "src" && Property("OutputType") == "Exe";

    public bool UsesOnnxRuntime => Property("UsesOnnxRuntime") == "true";

    public IEnumerable<string> Projects => References("ProjectReference")
        .Select(include => System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/'))["RetailKlip.".Length..]);

    public IEnumerable<string> Packages => References("PackageReference");

    public IEnumerable<XElement> Elements => _xml.Descendants();

    public override string ToString() => System.IO.Path.GetRelativePath(Shared.Checkout, Path);

    private string? Property(string name) => _xml.Descendants(name).SingleOrDefault()?.Value;

    private IEnumerable<string> References(string element) =>
        _xml.Descendants(element).Select(reference => (string)reference.Attribute("Include")!);
}
