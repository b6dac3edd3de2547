using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class GalleryExportCommand : KlipCommand
{
    private readonly Argument<string> _file = SharedOptions.GalleryFile();
    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder to write; it must not exist yet, or be empty.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<bool> _json = SharedOptions.JsonOnRequest();

    public GalleryExportCommand()
        : base("export", "Writes a gallery as a folder of text: gallery.json, products.jsonl, entries.jsonl and, if it has thresholds, decision.json.")
    {
        Add(_file);
        Add(_out);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var path = arguments.GetRequiredValue(_file);
        var gallery = Galleries.Load(path);
        GalleryFolder.Write(arguments.GetRequiredValue(_out), gallery);
        GalleryInfo.Of(path, gallery).Print(arguments.GetValue(_json));
        return ExitCode.Success;
    }
}
