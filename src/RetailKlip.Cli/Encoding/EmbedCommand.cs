using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class EmbedCommand : KlipCommand
{
    private readonly Option<string> _model = SharedOptions.Model();
    private readonly Argument<string[]> _pictures = SharedOptions.Pictures();

    public EmbedCommand()
        : base("embed", "Prints the embedding of each picture as a JSON line, in the order given; names broken ones on standard error.")
    {
        Add(_model);
        Add(_pictures);
        Add(SharedOptions.JsonLinesAlways());
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        using var encoder = Models.OpenEncoder(arguments.GetRequiredValue(_model));
        var exit = ExitCode.Success;
        foreach (var picture in PictureEncoder.Encode(encoder, arguments.GetRequiredValue(_pictures), stop))
            if (picture.Embedding is { } embedding)
                JsonOutput.Line(EmbeddingLine.Of(picture.Path, embedding), JsonOutput.Types.EmbeddingLine);
            else
                exit = Errors.Fail(picture.Error!);
        return exit;
    }
}
