using System.Text.Json.Nodes;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>From an OpenCLIP checkpoint to a model package, without training.</summary>
public static class CheckpointImport
{
    /// <summary>What stands for the licence where nobody names it.</summary>
    public const string UnknownLicence = "unknown - see the checkpoint's source";

    /// <param name="checkpoint">Folder with open_clip_config.json and open_clip_model.safetensors.</param>
    /// <param name="package">Folder to write to; its name becomes the model's.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged or not supported; nothing was written.</exception>
    /// <exception cref="ExportException">The parity gate failed; nothing was written.</exception>
    /// <exception cref="ModelPackageException">The package cannot be written.</exception>
    public static ModelPackage Write(string checkpoint, string package, string licence)
    {
        var options = new OpenClipOptions { Checkpoint = checkpoint };
        var input = options.Input;
        var source = NameOf(checkpoint);
        using var encoder = options.Create(input.Width, input.Height);
        var onnx = OnnxExporter.Export(encoder, input.Width, input.Height, out var parity);
        return ModelPackageWriter.Write(package, onnx, new()
        {
            Name = NameOf(package),
            Input = input,
            Licence = licence,
            TrainedOn = $"Imported from the OpenCLIP checkpoint '{source}', not trained here; what it learnt from, its source says.",
            Metrics = new JsonObject
            {
                ["exportMaxAbsDiff"] = parity.MaxAbsDiff,
                ["exportMinCosine"] = parity.MinCosine,
                ["sizeBytes"] = onnx.Length,
            },
        });
    }

    private static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
