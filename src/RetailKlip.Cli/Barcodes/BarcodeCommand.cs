using System.CommandLine;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

internal sealed class BarcodeCommand : KlipCommand
{
    private readonly Argument<string[]> _pictures = SharedOptions.Pictures();

    public BarcodeCommand()
        : base("barcode", "Prints the EAN and UPC codes of each picture as a JSON line, in the order given; names broken ones on standard error.")
    {
        Aliases.Add("barcodes");
        Add(_pictures);
        Add(SharedOptions.JsonLinesAlways());
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var exit = ExitCode.Success;
        using var codes = new BarcodeReader();
        using var pictures = new PictureReader(arguments.GetRequiredValue(_pictures));
        foreach (var picture in pictures.ReadAhead(stop))
            using (picture)
                if (picture.Image is { } image)
                    JsonOutput.Line(BarcodeLine.Of(picture.Path, codes.Read(image)), JsonOutput.Types.BarcodeLine);
                else
                    exit = Errors.Fail(picture.Error!);
        return exit;
    }
}
