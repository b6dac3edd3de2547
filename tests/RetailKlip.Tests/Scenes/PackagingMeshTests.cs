using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests.Scenes;

public sealed class PackagingMeshTests
{
    public static TheoryData<PackagingShape> Shapes => [.. Enum.GetValues<PackagingShape>()];

    /// <summary>Panels are printed once, at the size of the part seen first: of two sizes, what was drawn before would show on the next picture.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_panel_of_a_packaging_has_one_size(PackagingShape shape)
    {
        var mesh = PackagingMesh.Build(new Packaging(shape, 70, 160, 60, Colour.White, Colour.White));

        Assert.NotEmpty(mesh.Parts);
        foreach (var panel in mesh.Parts.Where(part => part.Panel != Panel.None).GroupBy(part => part.Panel))
            Assert.Single(panel.Select(part => part.PanelSize).Distinct());
    }
}
