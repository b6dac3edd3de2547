using System.CommandLine;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

internal sealed class RecogniseCommand : KlipCommand
{
    private readonly Option<string> _model = SharedOptions.Model();
    private readonly Option<string> _gallery = SharedOptions.Gallery();
    private readonly Option<bool> _photos = new("--photos")
    {
        Description = "Each picture or frame is one item; the default for pictures and folders.",
    };
    private readonly Option<bool> _tray = new("--tray")
    {
        Description = "A camera above a tray: stillness, several items, tracks; the default for video and camera.",
    };
    private readonly Argument<string> _source = new("SOURCE")
    {
        Description = "Picture, folder of pictures, video file, RTSP or HTTP address, or the index of a camera.",
    };


    public RecogniseCommand()
        : base("recognise", "Recognises products in a picture, folder, video or camera; prints one JSON line a decision. Ctrl+C ends it.")
    {
        Add(_model);
        Add(_gallery);
        Add(_photos);
        Add(_tray);
        Add(_source);
        Add(SharedOptions.JsonLinesAlways());
        Validators.Add(result =>
        {
            if (result.GetValue(_photos) && result.GetValue(_tray))
                result.AddError("--photos and --tray exclude each other.");
        });
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var text = arguments.GetRequiredValue(_source);
        var source = CameraSource.Parse(text);
        var isPictures = source.Kind == CameraSourceKind.Pictures;
        var onTray = arguments.GetValue(_tray) || !isPictures && !arguments.GetValue(_photos);
        if (isPictures)
            RequirePictures(text);

        using var encoder = Models.OpenEncoder(arguments.GetRequiredValue(_model));
        var gallery = Galleries.Load(arguments.GetRequiredValue(_gallery), encoder.EncoderId);
        var policy = encoder.Package.DecisionPolicy(gallery);
        try
        {
            if (isPictures && !onTray)
                return PhotoRecognition.Run(encoder, gallery, policy, PicturesOf(text), stop);
            using var pipeline = new RecognitionPipeline(new Cropper(), encoder, gallery, policy);
            var recognition = new CameraRecognition(pipeline, text, onTray);
            recognition.RunAsync(source, stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl+C is how a camera is left.
        }
        return ExitCode.Success;
    }

    private static void RequirePictures(string path)
    {
        if (Directory.Exists(path) && PicturesOf(path).Count == 0)
            throw new RefusedException($"folder {path} holds no picture: give one with pictures ({PictureFiles.Kinds})");
    }

    private static List<string> PicturesOf(string path) => Directory.Exists(path) ? [.. PictureFiles.In(path, below: true)] : [path];
}
