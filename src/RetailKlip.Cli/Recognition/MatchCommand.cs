using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class MatchCommand : KlipCommand
{
    private readonly Option<string> _model = SharedOptions.Model();
    private readonly Option<string> _gallery = SharedOptions.Gallery();
    private readonly Argument<string[]> _pictures = SharedOptions.Pictures();

    public MatchCommand()
        : base("match", "Matches each picture, one item each, and prints the decision with its numbers as a JSON line.")
    {
        Add(_model);
        Add(_gallery);
        Add(_pictures);
        Add(SharedOptions.JsonLinesAlways());
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        using var encoder = Models.OpenEncoder(arguments.GetRequiredValue(_model));
        var gallery = Galleries.Load(arguments.GetRequiredValue(_gallery), encoder.EncoderId);
        var policy = encoder.Package.DecisionPolicy(gallery);
        return PhotoRecognition.Run(encoder, gallery, policy, arguments.GetRequiredValue(_pictures), stop);
    }
}
