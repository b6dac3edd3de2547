using System.CommandLine;
using RetailKlip.Core;

namespace RetailKlip.Cli;

internal sealed class GalleryVerifyCommand : KlipCommand
{
    private readonly Argument<string> _file = SharedOptions.GalleryFile();
    private readonly Option<bool> _json = SharedOptions.JsonOnRequest();

    public GalleryVerifyCommand()
        : base("verify", "Checks every byte of a gallery file against its digest in FILE.sha256.")
    {
        Add(_file);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var path = arguments.GetRequiredValue(_file);
        Galleries.RequireFile(path);
        GalleryFile.Verify(path);
        var gallery = GalleryFile.Load(path);
        if (arguments.GetValue(_json))
            GalleryInfo.Of(path, gallery).Print(json: true);
        else
            Console.WriteLine($"{path} is intact: {GalleryInfo.Contents(gallery)}");
        return ExitCode.Success;
    }
}
