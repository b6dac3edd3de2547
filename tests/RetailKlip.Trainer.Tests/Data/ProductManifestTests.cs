using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class ProductManifestTests
{
    [Fact]
    public void Pictures_are_found_beside_the_manifest_and_go_to_their_splits()
    {
        using var folder = new TemporaryFolder();
        var manifest = Write(folder, "path\tproduct\tsplit", "a/1.png\tA\ttrain", "b/1.png\tB\tvalidation", "a\\2.png\tA\ttrain", "",
            "c/1.png\tC\tignored", "b/2.png\tB\tvalidation", "a/1.png\tA\ttrain");

        var read = ProductManifest.Read(manifest);

        Assert.Equal(["A"], read.Training.Products);
        Assert.Equal(["B"], read.Validation.Products);
        Assert.Equal(
            [folder.At("a", "1.png"), folder.At("a", "2.png"), folder.At("a", "1.png")],
            read.Training.Pictures.Select(picture => Path.GetFullPath(picture.Path)));
        Assert.All(read.Validation.Pictures, picture => Assert.Equal(0, picture.Product));
    }

    [Fact]
    public void Without_splits_all_is_trained_on()
    {
        using var folder = new TemporaryFolder();

        var read = ProductManifest.Read(Write(folder, "path\tproduct", "a.png\tA", "b.png\tB"));

        Assert.Equal(["A", "B"], read.Training.Products);
        Assert.Empty(read.Validation.Pictures);
    }

    [Theory]
    [InlineData(1, "the header is 'picture", "picture\tproduct", "a.png\tA")]
    [InlineData(3, "1 fields", "path\tproduct", "a.png\tA", "b.png")]
    [InlineData(2, "3 fields", "path\tproduct", "a.png\tA\ttrain")]
    [InlineData(2, "leads out of", "path\tproduct", "../a.png\tA")]
    [InlineData(2, "leads out of", "path\tproduct", "/a.png\tA")]
    [InlineData(2, "is not a product", "path\tproduct", "a.png\t A")]
    [InlineData(2, "'test' is none of", "path\tproduct\tsplit", "a.png\tA\ttest")]
    [InlineData(3, "shows 'B' here, but 'A' in line 2", "path\tproduct", "a.png\tA", "a.png\tB")]
    [InlineData(4, "of train in line 2", "path\tproduct\tsplit", "a.png\tA\ttrain", "b.png\tB\ttrain", "c.png\tA\tvalidation")]
    [InlineData(2, "no picture to train", "path\tproduct\tsplit", "a.png\tA\tignored")]
    [InlineData(1, "no picture to train", "path\tproduct")]
    public void A_wrong_line_is_named_with_its_file_and_number(int number, string reason, params string[] lines)
    {
        using var folder = new TemporaryFolder();
        var manifest = Write(folder, lines);

        var error = Assert.Throws<InvalidDataException>(() => ProductManifest.Read(manifest));

        Assert.StartsWith($"{manifest}:{number}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("m.tsv"), [.. "path\tproduct\na.png\t"u8, 0xC3, 0x28, (byte)'\n']);

        var error = Assert.Throws<InvalidDataException>(() => ProductManifest.Read(folder.At("m.tsv")));

        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    private static string Write(TemporaryFolder folder, params string[] lines)
    {
        File.WriteAllLines(folder.At("manifest.tsv"), lines);
        return folder.At("manifest.tsv");
    }
}
