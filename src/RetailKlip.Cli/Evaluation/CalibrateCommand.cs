using System.CommandLine;
using RetailKlip.Core;

namespace RetailKlip.Cli;

internal sealed class CalibrateCommand : KlipCommand
{
    private static readonly CalibrationGoal Defaults = new();

    private readonly Option<string> _model = SharedOptions.Model();
    private readonly Option<string> _protocol = SharedOptions.Protocol();
    private readonly Option<string> _images = SharedOptions.ProtocolImages();
    private readonly Option<double?> _far = SharedOptions.Share(
        "--far", "At most this share of the pictures of unknown products may be named.", Defaults.FalseAccepts);
    private readonly Option<double?> _wrongNames = SharedOptions.Share(
        "--wrong-names", "At most this share of the queries may be named as another product.", Defaults.WrongNames);
    private readonly Option<double?> _conformal = SharedOptions.Share(
        "--conformal", "Pick lists as long as it takes to lack the product in at most this share of the cases (conformal prediction).");
    private readonly Option<string?> _out = new("--out")
    {
        Description = "File to write the thresholds to, for `klip gallery build --decision FILE`.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _json = SharedOptions.Json();

    public CalibrateCommand()
        : base("calibrate", "Chooses the thresholds of a gallery for wanted error rates on the pictures of a protocol, and measures them.")
    {
        Add(_model);
        Add(_protocol);
        Add(_images);
        Add(_far);
        Add(_wrongNames);
        Add(_conformal);
        Add(_out);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var images = arguments.GetRequiredValue(_images);
        var protocol = ProtocolPictures.Open(arguments.GetRequiredValue(_protocol), images);
        if (!protocol.Of(ProtocolRole.Unknown).Any())
            throw new RefusedException(
                $"{protocol.Path} has no line of role unknown, so that false accepts cannot be measured: add pictures of products not enrolled");
        var goal = new CalibrationGoal
        {
            FalseAccepts = arguments.GetValue(_far) ?? Defaults.FalseAccepts,
            WrongNames = arguments.GetValue(_wrongNames) ?? Defaults.WrongNames,
            MissingFromPickList = arguments.GetValue(_conformal),
        };
        using var encoder = Models.OpenEncoder(arguments.GetRequiredValue(_model));
        var results = new EvaluationResults(protocol, ProtocolPictures.Embed(encoder, protocol, images, stop));
        var decision = ThresholdCalibration.Calibrate(encoder.EncoderId, TrialOutcomes.Of(results.Metrics), goal, Describe(results));
        var path = arguments.GetValue(_out);
        if (path is not null)
            decision.Write(path);
        new CalibrationReport(decision, protocol.Path, encoder.Package.Folder, path).Print(arguments.WantsJson(_json));
        return ExitCode.Success;
    }

    private static string Describe(EvaluationResults results) => Culture.Text(
        $"{Path.GetFileName(results.Protocol.Path)}: {results.Queries.Count} pictures of {results.Gallery.Products.Length} products enrolled with ")
        + Culture.Text($"{results.Gallery.Entries.Length} pictures, against {results.Unknowns.Count} of products not enrolled");
}
