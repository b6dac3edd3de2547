
namespace RetailKlip.Tests.Solution;

public sealed class CheckoutTests
{
    [Fact]
    public void The_top_level_is_closed()
    {
        string[] designed = ["src", "tests", "models", "device", "RetailKlip.Edge.sln", "README.md", "publish.ps1"];

        Assert.Equal(designed.ToHashSet(), CheckoutFiles.TopLevel.Where(name => !name.StartsWith('.')).ToHashSet());
    }

    [Fact]
    public void No_file_speaks_of_the_machine_that_it_was_written_on()
    {
        string[] text = [".cs", ".razor", ".csproj", ".props", ".targets", ".sh", ".ps1", ".md", ".json", ".txt", ".css", ".js", ".sln", ""];
        // Put together here, so that this file does not speak of them either.
        string[] roots = ["work", "root", "home", "Users"];
        var strays = from file in CheckoutFiles.All
                     where text.Contains(Path.GetExtension(file))
                     from line in File.ReadLines(file)
                     where roots.Any(root => line.Contains($"/{root}/", StringComparison.Ordinal))
                     select $"{CheckoutFiles.Relative(file)}: {line.Trim()}";

        Assert.Empty(strays);
    }

    [Fact]
    public void Sources_stay_short_enough_to_read()
    {
        var long_ = from file in CheckoutFiles.All
                    // What dotnet ef writes beside a migration is for the next one, not for readers.
                    where file.EndsWith(".cs", StringComparison.Ordinal) && !file.EndsWith(".Designer.cs", StringComparison.Ordinal)
                        && !file.EndsWith("ModelSnapshot.cs", StringComparison.Ordinal)
                    let lines = File.ReadLines(file).Count()
                    where lines > 400
                    select $"{CheckoutFiles.Relative(file)} has {lines} lines";

        Assert.Empty(long_);
    }

    [Fact]
    public void Folders_in_a_project_go_one_level_deep()
    {
        var deep = CheckoutFiles.All.Select(CheckoutFiles.Relative)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && file.Split('/').Length > 4);

        Assert.Empty(deep);
    }
}
