using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Pictures without a tray: the whole of each is one item.</summary>
internal static class PhotoRecognition
{
    /// <summary>Prints one line a picture in the order given; broken ones are named on standard error and fail the command.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(Encoder encoder, Gallery gallery, DecisionPolicy policy, IReadOnlyList<string> pictures, CancellationToken stop)
    {
        var exit = ExitCode.Success;
        foreach (var picture in PictureEncoder.Encode(encoder, pictures, stop))
            if (picture.Embedding is { } query)
                JsonOutput.Line(DecisionLine.Of(picture.Path, policy.Decide(gallery.Match(query)), gallery), JsonOutput.Types.DecisionLine);
            else
                exit = Errors.Fail(picture.Error!);
        return exit;
    }
}
