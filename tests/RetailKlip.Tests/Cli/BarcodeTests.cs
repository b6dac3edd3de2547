using OpenCvSharp;
using RetailKlip.Tests.Vision;
using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class BarcodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_picture_gets_a_line_with_its_codes_and_broken_ones_are_named()
    {
        using (var page = DrawnBarcodes.Page(500, 400))
        {
            DrawnBarcodes.Paint(page, DrawnBarcodes.Ean13("4006381333931"), new Point(150, 60), module: 2, height: 60);
            DrawnBarcodes.Paint(page, DrawnBarcodes.UpcE("01234565"), new Point(150, 220), module: 2, height: 60);
            page.SaveImage(_folder.File("two.png"));
        }
        using (var page = DrawnBarcodes.Page(300, 200))
            page.SaveImage(_folder.File("none.png"));

        var run = Klip.Run("barcode", _folder.File("two.png"), _folder.File("missing.png"), _folder.File("none.png"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("missing.png", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal([_folder.File("two.png"), _folder.File("none.png")], run.Lines.Select(line => line.GetProperty("path").GetString()));
        Assert.Equal(0, run.Lines[1].GetProperty("codes").GetArrayLength());
        var codes = run.Lines[0].GetProperty("codes").EnumerateArray().Select(code => (code.GetProperty("symbology").GetString(),
            code.GetProperty("text").GetString(), code.GetProperty("gtin14").GetString()));
        Assert.Equal([("EAN-13", "4006381333931", "04006381333931"), ("UPC-E", "01234565", "00012345000065")], codes);
        var box = run.Lines[0].GetProperty("codes")[0].GetProperty("box").EnumerateArray().Select(value => value.GetInt32()).ToArray();
        Assert.InRange(box[0], 147, 153);
        Assert.InRange(box[2], 186, 196);
    }

    public void Dispose() => _folder.Dispose();
}
