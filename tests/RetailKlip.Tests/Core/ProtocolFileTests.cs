using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class ProtocolFileTests : IDisposable
{
    private const string Header = "role\tproduct\tpath\n";
    private const string Good = Header + "gallery\tMilk\ttrain/milk.jpg\nquery\tMilk\ttest/milk.jpg\nunknown\tBread\ttest/bread.jpg\n";

    private readonly TemporaryFolder _folder = new();

    private string Protocol => _folder.File("some.tsv");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("\ufeff")]
    public void Roles_products_and_paths_are_read(string mark)
    {
        File.WriteAllText(Protocol, mark + Good);
        var protocol = ProtocolFile.Read(Protocol);
        Assert.Equal(
            [
                new(2, ProtocolRole.Gallery, Sku.Parse("Milk"), "train/milk.jpg"),
                new(3, ProtocolRole.Query, Sku.Parse("Milk"), "test/milk.jpg"),
                new(4, ProtocolRole.Unknown, Sku.Parse("Bread"), "test/bread.jpg"),
            ],
            protocol.Lines);
        Assert.Equal("test/bread.jpg", Assert.Single(protocol.Of(ProtocolRole.Unknown)).Path);
    }

    [Fact]
    public void Line_ends_of_other_systems_and_empty_lines_do_not_matter()
    {
        File.WriteAllText(Protocol, Good.ReplaceLineEndings("\r\n") + "\r\n\r\n");
        Assert.Equal(3, ProtocolFile.Read(Protocol).Lines.Length);
    }

    [Theory]
    [InlineData("", 1, "the file is empty: write the header 'role product path' and one line a picture")]
    [InlineData("gallery\tMilk\ta.jpg\n", 1,
        "the header is 'gallery\tMilk\ta.jpg', but 'role product path', separated by tabs, is expected")]
    [InlineData(Header + "gallery\tMilk\n", 2, "2 fields, but role, product and path, separated by tabs, are expected")]
    [InlineData(Header + "gallery\tMilk\ta.jpg\tmore\n", 2, "4 fields, but role, product and path, separated by tabs, are expected")]
    [InlineData(Header + "Gallery\tMilk\ta.jpg\n", 2, "the role 'Gallery' is none of gallery, query, unknown")]
    [InlineData(Header + "gallery\t Milk\ta.jpg\n", 2,
        "' Milk' is not a product: 1 to 64 characters without blanks at the ends are expected")]
    [InlineData(Header + "gallery\tMilk\t\n", 2,
        "the path '' leads out of the images folder: write it relative to that folder, without '..'")]
    [InlineData(Header + "gallery\tMilk\t/a.jpg\n", 2,
        "the path '/a.jpg' leads out of the images folder: write it relative to that folder, without '..'")]
    [InlineData(Header + "gallery\tMilk\ta/../../b.jpg\n", 2,
        "the path 'a/../../b.jpg' leads out of the images folder: write it relative to that folder, without '..'")]
    [InlineData(Header + "gallery\tMilk\ta\\..\\b.jpg\n", 2,
        "the path 'a\\..\\b.jpg' leads out of the images folder: write it relative to that folder, without '..'")]
    [InlineData(Header + "gallery\tMilk\tC:\\b.jpg\n", 2,
        "the path 'C:\\b.jpg' leads out of the images folder: write it relative to that folder, without '..'")]
    [InlineData(Header + "gallery\tMilk\ta.jpg\n", 2, "there is no line of role query: without it there is nothing to evaluate")]
    [InlineData(Header + "query\tMilk\ta.jpg\n", 2, "there is no line of role gallery: without it there is nothing to evaluate")]
    [InlineData(Good + "unknown\tMilk\tb.jpg\n", 5, "product 'Milk' is unknown here, but enrolled in line 2: give it one of the two roles")]
    [InlineData(Good + "query\tCheese\tb.jpg\n", 5,
        "product 'Cheese' is asked, but has no line of role gallery: enrol it, or give it the role unknown")]
    public void A_fault_is_named_with_its_line_and_remedy(string content, int line, string what)
    {
        File.WriteAllText(Protocol, content);
        var exception = Assert.Throws<ProtocolException>(() => ProtocolFile.Read(Protocol));
        Assert.Equal(($"{Protocol}:{line}: {what}.", line), (exception.Message, exception.Line));
    }

    [Fact]
    public void Text_that_is_not_utf8_is_named()
    {
        File.WriteAllBytes(Protocol, [.. "role\tproduct\tpath\ngallery\tK"u8, 0xE4, .. "se\ta.jpg\n"u8]);
        Assert.EndsWith(": the text is not UTF-8: save the file as UTF-8.",
            Assert.Throws<ProtocolException>(() => ProtocolFile.Read(Protocol)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(Protocol, Assert.Throws<FileNotFoundException>(() => ProtocolFile.Read(Protocol)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Every_protocol_of_the_shared_data_is_read()
    {
        var files = Directory.GetFiles(Shared.Folder("data/grocery-store/protocols"), "*.tsv");
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var protocol = ProtocolFile.Read(file);
            Assert.Equal(File.ReadLines(file).Count() - 1, protocol.Lines.Length);
            Assert.NotEmpty(protocol.Of(ProtocolRole.Unknown));
        });
    }
}
