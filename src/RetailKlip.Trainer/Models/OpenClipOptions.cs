using System.Text.Json.Serialization;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>The vision transformer of an OpenCLIP checkpoint, with its weights.</summary>
public sealed record OpenClipOptions : ImageEncoderOptions
{
    /// <summary>
    /// Folder with open_clip_config.json and open_clip_model.safetensors; <c>%NAME%</c> stands for an environment variable.
    /// </summary>
    public string Checkpoint { get; init; } = "";

    /// <summary>The preprocessing that the checkpoint was trained with.</summary>
    /// <exception cref="InvalidDataException">The checkpoint cannot be read or is not supported.</exception>
    [JsonIgnore]
    public ModelInput Input => Config.Input;

    /// <exception cref="InvalidDataException">The checkpoint cannot be read or is not supported.</exception>
    public override int SizeMultiple => Config.Shape.Patch;

    [JsonIgnore]
    public override string? WeightsPath => Path.Combine(Checkpoint, OpenClipCheckpoint.WeightsName);

    private string Folder => Environment.ExpandEnvironmentVariables(Checkpoint);

    private OpenClipConfig Config => OpenClipConfig.Read(Folder);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The checkpoint cannot be read, is not supported, or lacks a tensor.</exception>
    public override ImageEncoder Create(int width, int height) => OpenClipCheckpoint.Load(Folder, Config, width, height);

    public override string? Fault()
    {
        if (Checkpoint.Length == 0)
            return "model.checkpoint is missing: give the folder of an OpenCLIP checkpoint";
        try
        {
            _ = Config;
            return null;
        }
        catch (InvalidDataException error)
        {
            return $"model.checkpoint: {error.Message.TrimEnd('.')}";
        }
    }
}
