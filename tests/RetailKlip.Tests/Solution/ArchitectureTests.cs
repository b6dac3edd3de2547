
namespace RetailKlip.Tests.Solution;

/// <summary>Projects are split only where a heavy dependency starts: who may reference whom, and what.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Core"] = [],
        ["Tuf"] = [],
        ["Vision"] = ["Core"],
        ["Scenes"] = ["Core"],
        ["Kiosk"] = ["Core", "Tuf", "Vision", "Scenes"],
        ["Server"] = ["Core", "Tuf", "Vision"],
        ["Trainer"] = ["Core", "Vision", "Scenes"],
        ["Cli"] = ["Core", "Tuf", "Vision", "Scenes"],
    };

    // A package, or the beginning of a family of them, and the only projects that may name it.
    private static readonly Dictionary<string, string[]> HeavyPackages = new()
    {
        ["OpenCvSharp4"] = ["Vision"],
        ["Microsoft.ML.OnnxRuntime"] = ["Vision"],
        ["SkiaSharp"] = ["Scenes"],
        ["TorchSharp"] = ["Trainer"],
        ["libtorch"] = ["Trainer"],
        ["Microsoft.Playwright"] = ["Browser.Tests"],
        ["System.Management.Automation"] = ["Tests"],
        ["Microsoft.EntityFrameworkCore"] = ["Server"],
        ["Npgsql"] = ["Server"],
        ["MQTTnet"] = ["Kiosk"],
    };

    public static TheoryData<string> ShippedProjects => [.. ProjectFile.Shipped.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(ShippedProjects))]
    public void A_shipped_project_references_only_what_the_architecture_allows(string name)
    {
        Assert.Contains(name, MayReference.Keys);
        Assert.Subset(MayReference[name].ToHashSet(), ProjectFile.Shipped.Single(project => project.Name == name).Projects.ToHashSet());
    }

    [Fact]
    public void Executables_never_reference_each_other()
    {
        var executables = ProjectFile.Shipped.Where(project => project.IsExecutable).ToList();

        Assert.Superset(new HashSet<string> { "Cli", "Kiosk", "Server", "Trainer" }, executables.Select(project => project.Name).ToHashSet());
        Assert.All(executables, project => Assert.DoesNotContain(project.Projects, named => executables.Any(other => other.Name == named)));
    }

    [Fact]
    public void A_heavy_package_is_named_only_by_the_project_that_it_justifies()
    {
        var strays = from project in ProjectFile.All
                     from package in project.Packages
                     from heavy in HeavyPackages
                     where package.StartsWith(heavy.Key, StringComparison.OrdinalIgnoreCase) && !heavy.Value.Contains(project.Name)
                     select $"{project} names {package}";

        Assert.Empty(strays);
    }

    [Fact]
    public void Libtorch_and_the_browser_stay_apart_from_the_other_tests()
    {
        var reached = ProjectFile.All.Where(project => project.Parent == "tests").ToDictionary(project => project.Name, Reached);

        Assert.DoesNotContain("Trainer", reached["Tests"]);
        Assert.DoesNotContain("Trainer", reached["Browser.Tests"]);
        Assert.Contains("Trainer", reached["Trainer.Tests"]);
    }

    [Fact]
    public void Libraries_know_only_the_managed_half_of_onnx_runtime()
    {
        var named = ProjectFile.All.SelectMany(project => project.Packages).Where(package => package.StartsWith("Microsoft.ML.", StringComparison.Ordinal));

        Assert.Equal(["Microsoft.ML.OnnxRuntime.Managed"], named);
        Assert.All(ProjectFile.Shipped.Where(project => project.UsesOnnxRuntime), project => Assert.True(project.IsExecutable, $"{project} is a library"));
    }

    [Fact]
    public void An_executable_that_reaches_the_vision_picks_a_native_runtime()
    {
        var executables = ProjectFile.Shipped.Where(project => project.IsExecutable && Reached(project).Contains("Vision")).ToList();

        Assert.NotEmpty(executables);
        Assert.All(executables, project => Assert.True(project.UsesOnnxRuntime, $"{project} lacks UsesOnnxRuntime"));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Shared.Checkout, "RetailKlip.Edge.sln"));

        Assert.All(ProjectFile.All, project => Assert.Contains($"\"{project.ToString().Replace('/', '\\')}\"", solution));
    }

    [Fact]
    public void Versions_stand_in_one_file()
    {
        var strays = from project in ProjectFile.All
                     from element in project.Elements
                     where element.Name.LocalName is "Version" or "TargetFramework"
                         || element.Attributes().Any(attribute => attribute.Name.LocalName is "Version" or "VersionOverride")
                     select $"{project}: {element}";

        Assert.Empty(strays);
    }

    private static HashSet<string> Reached(ProjectFile project)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(project.Projects);
        while (open.TryPop(out var name))
        {
            if (!reached.Add(name))
                continue;
            foreach (var next in ProjectFile.Shipped.Single(other => other.Name == name).Projects)
                open.Push(next);
        }
        return reached;
    }
}
