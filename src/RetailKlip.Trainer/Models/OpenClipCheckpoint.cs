using System.Runtime.InteropServices;
using RetailKlip.Vision;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// A folder with <c>open_clip_config.json</c> and <c>open_clip_model.safetensors</c>. Of the weights those below <c>visual.</c> are
/// read, tensor by tensor, straight to where they belong.
/// </summary>
internal static class OpenClipCheckpoint
{
    public const string WeightsName = "open_clip_model.safetensors";

    private const string Prefix = "visual.";
    private const string Positions = Prefix + VisionTransformer.PositionsName;

    /// <summary>The encoder for pictures of a size, the positional embedding resized where it is for another.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <exception cref="InvalidDataException">
    /// The weights are damaged, or a tensor is missing, is one too many, or has another shape than the config says.
    /// </exception>
    public static VisionTransformer Load(string folder, OpenClipConfig config, int width, int height)
    {
        var path = Path.Combine(folder, WeightsName);
        var encoder = new VisionTransformer(config.Shape, width, height);
        try
        {
            using var file = SafetensorsFile.Open(path);
            var parameters = encoder.named_parameters()
                .ToDictionary(entry => Prefix + entry.name, entry => (Tensor)entry.parameter, StringComparer.Ordinal);
            var grid = GridOf(config);
            if (Fault(file, parameters, grid) is { } fault)
                throw new InvalidDataException($"{path}: {fault}. The weights are not those that {OpenClipConfig.FileName} describes.");
            using var gradients = no_grad();
            foreach (var (name, parameter) in parameters)
            {
                if (name == Positions && grid != encoder.Grid)
                    Resize(file, parameter, grid, encoder.Grid);
                else
                    file.ReadSingles(name, MemoryMarshal.Cast<byte, float>(parameter.bytes));
            }
            return encoder;
        }
        catch (SafetensorsException error)
        {
            encoder.Dispose();
            throw new InvalidDataException(error.Message, error);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    private static PatchGrid GridOf(OpenClipConfig config) => PatchGrid.Of(config.Input.Width, config.Input.Height, config.Shape.Patch);

    private static void Resize(SafetensorsFile file, Tensor parameter, PatchGrid from, PatchGrid to)
    {
        using var scope = NewDisposeScope();
        var stored = empty(from.Count + 1, parameter.shape[1]);
        file.ReadSingles(Positions, MemoryMarshal.Cast<byte, float>(stored.bytes));
        parameter.copy_(from.Resize(stored, to));
    }

    private static string? Fault(SafetensorsFile file, Dictionary<string, Tensor> parameters, PatchGrid grid)
    {
        var missing = parameters.Keys.Where(name => !file.Tensors.ContainsKey(name)).ToList();
        if (missing.Count > 0)
            return $"tensor {Names(missing)} missing";
        var extra = file.Tensors.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !parameters.ContainsKey(name))
            .Order(StringComparer.Ordinal).ToList();
        if (extra.Count > 0)
            return $"tensor {Names(extra)} not part of the encoder";
        foreach (var (name, parameter) in parameters)
        {
            long[] expected = name == Positions ? [grid.Count + 1, parameter.shape[1]] : parameter.shape;
            if (!file.Tensors[name].Shape.SequenceEqual(expected))
                return $"tensor '{name}' is {string.Join('×', file.Tensors[name].Shape)}, expected is {string.Join('×', expected)}";
        }
        return null;
    }

    private static string Names(List<string> names) =>
        names.Count == 1 ? $"'{names[0]}' is" : $"'{names[0]}' and {names.Count - 1} more are";
}
