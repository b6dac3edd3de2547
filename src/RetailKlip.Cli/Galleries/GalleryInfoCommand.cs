using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class GalleryInfoCommand : KlipCommand
{
    private readonly Argument<string> _file = SharedOptions.GalleryFile();
    private readonly Option<bool> _json = SharedOptions.JsonOnRequest();

    public GalleryInfoCommand()
        : base("info", "Shows a gallery's encoder, version, products and entries.")
    {
        Add(_file);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var path = arguments.GetRequiredValue(_file);
        GalleryInfo.Of(path, Galleries.Load(path)).Print(arguments.GetValue(_json));
        return ExitCode.Success;
    }
}
