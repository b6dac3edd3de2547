using System.CommandLine;
using RetailKlip.Core;

namespace RetailKlip.Cli;

internal sealed class GalleryImportCommand : KlipCommand
{
    private readonly Argument<string> _folder = new("DIR") { Description = "Folder that `klip gallery export` wrote." };
    private readonly Option<string> _out = new("--out")
    {
        Description = "Gallery file to write; its digest goes to FILE.sha256.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<bool> _json = SharedOptions.JsonOnRequest();

    public GalleryImportCommand()
        : base("import", "Reads an exported folder back into a gallery file.")
    {
        Add(_folder);
        Add(_out);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var gallery = GalleryFolder.Read(arguments.GetRequiredValue(_folder));
        var path = arguments.GetRequiredValue(_out);
        GalleryFile.Write(path, gallery);
        GalleryInfo.Of(path, gallery).Print(arguments.GetValue(_json));
        return ExitCode.Success;
    }
}
