using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailKlip.Vision;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Everything a run needs to go on: float32 tensors by name and a few numbers, as one safetensors file. Written beside
/// its place and moved into it, so that a killed run leaves the last whole checkpoint.
/// </summary>
public static class Checkpoint
{
    private const string Epoch = "epoch";
    private const string Recipe = "recipe";
    private const string Digest = "sha256";

    /// <param name="epoch">The epoch to go on with.</param>
    /// <param name="recipe">What identifies the run; another recipe cannot continue it.</param>
    public static void Write(string path, int epoch, string recipe, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        var header = new JsonObject();
        using var data = new MemoryStream();
        foreach (var (name, tensor) in tensors)
        {
            using var flat = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
            var from = data.Length;
            data.Write(flat.bytes);
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensor.shape.Select(side => (JsonNode)side)]),
                ["data_offsets"] = new JsonArray(from, data.Length),
            };
        }
        var bytes = data.GetBuffer().AsSpan(0, (int)data.Length);
        header["__metadata__"] = new JsonObject
        {
            [Epoch] = epoch.ToString(System.Globalization.CultureInfo.InvariantCulture),
            [Recipe] = recipe,
            [Digest] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
        };
        var head = JsonSerializer.SerializeToUtf8Bytes(header);

        var partial = path + ".partial";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            file.Write(BitConverter.GetBytes((ulong)head.Length));
            file.Write(head);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Copies what a checkpoint holds into tensors of the same names and shapes.</summary>
    /// <param name="recipe">Must equal the one written; null takes any.</param>
    /// <returns>The epoch to go on with.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is truncated or changed, of another recipe, or lacks a tensor. Nothing has been copied then.
    /// </exception>
    public static int Read(string path, string? recipe, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        try
        {
            var metadata = ReadMetadata(path);
            if (recipe is not null && metadata[Recipe] != recipe)
                throw new InvalidDataException($"{path} is of another recipe; give the run another folder or delete the checkpoint.");
            using var file = SafetensorsFile.Open(path);
            var read = new List<(Tensor Target, float[] Values)>();
            foreach (var (name, tensor) in tensors)
            {
                if (!file.Tensors.TryGetValue(name, out var stored) || !stored.Shape.SequenceEqual(tensor.shape))
                    throw new InvalidDataException(
                        $"{path}: tensor '{name}' of shape [{string.Join(", ", tensor.shape)}] is missing; the model has changed.");
                read.Add((tensor, file.ReadSingles(name)));
            }
            using var gradients = no_grad();
            foreach (var (target, values) in read)
            {
                using var source = tensor(values).view(target.shape);
                target.copy_(source);
            }
            return int.Parse(metadata[Epoch], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is SafetensorsException or JsonException or EndOfStreamException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path} is not a whole checkpoint: {error.Message} Delete it to start the run anew.", error);
        }
    }

    private static Dictionary<string, string> ReadMetadata(string path)
    {
        using var file = File.OpenRead(path);
        var prefix = new byte[8];
        file.ReadExactly(prefix);
        var length = BitConverter.ToUInt64(prefix);
        if (length > (ulong)(file.Length - 8))
            throw new InvalidDataException($"{path} is not a whole checkpoint: its header is cut off. Delete it to start the run anew.");
        var head = new byte[(int)length];
        file.ReadExactly(head);
        using var json = JsonDocument.Parse(head);
        var metadata = json.RootElement.GetProperty("__metadata__").Deserialize<Dictionary<string, string>>()!;
        return Convert.ToHexStringLower(SHA256.HashData(file)) == metadata[Digest]
            ? metadata
            : throw new InvalidDataException(
                $"{path} is not a whole checkpoint: its content does not match its digest. Delete it to start the run anew.");
    }
}
