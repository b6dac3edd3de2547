using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using RetailKlip.Tests;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Trainer.Tests;

/// <summary>The checkpoints that OpenCLIP's own code computed outputs of, and copies of them to break.</summary>
internal static class OpenClipCases
{
    public const string Config = "open_clip_config.json";
    public const string Weights = "open_clip_model.safetensors";

    public static IReadOnlyList<string> Folders()
    {
        var folders = Directory.GetDirectories(Shared.Folder("reference"), "openclip-*");
        Assert.NotEmpty(folders);
        return folders;
    }

    /// <summary>A copy of the first case, its config changed.</summary>
    public static string Copy(TemporaryFolder folder, Action<JsonNode>? change = null)
    {
        var copy = Directory.CreateDirectory(folder.At("checkpoint")).FullName;
        var source = Folders().Order(StringComparer.Ordinal).First();
        File.Copy(Path.Combine(source, Weights), Path.Combine(copy, Weights));
        var config = JsonNode.Parse(File.ReadAllBytes(Path.Combine(source, Config)))!;
        change?.Invoke(config);
        File.WriteAllText(Path.Combine(copy, Config), config.ToJsonString());
        return copy;
    }

    /// <summary>Writes the weights anew, some left out, some under another name, some of another shape.</summary>
    public static void Rewrite(string checkpoint, Func<string, long[], (string Name, long[] Shape)?> change)
    {
        var path = Path.Combine(checkpoint, Weights);
        var tensors = new List<(string Name, long[] Shape, float[] Values)>();
        using (var file = SafetensorsFile.Open(path))
        {
            foreach (var (name, tensor) in file.Tensors)
            {
                if (change(name, [.. tensor.Shape]) is { } changed)
                    tensors.Add((changed.Name, changed.Shape, file.ReadSingles(name)));
            }
        }
        Write(path, tensors);
    }

    public static void Write(string path, IEnumerable<(string Name, long[] Shape, float[] Values)> tensors)
    {
        var header = new JsonObject();
        using var data = new MemoryStream();
        foreach (var (name, shape, values) in tensors)
        {
            var from = data.Length;
            data.Write(MemoryMarshal.AsBytes<float>(values));
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(side => (JsonNode)side)]),
                ["data_offsets"] = new JsonArray(from, data.Length),
            };
        }
        var head = Encoding.UTF8.GetBytes(header.ToJsonString());
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((ulong)head.Length), .. head, .. data.ToArray()]);
    }
}
