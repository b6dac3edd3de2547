using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailKlip.Core;
using RetailKlip.Vision;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Everything a run needs to go on: float32 tensors by name and where the run stands, as one safetensors file. Written beside
/// its place and moved into it, so that a killed run leaves the last whole checkpoint.
/// </summary>
public static class Checkpoint
{
    private const string Digest = "sha256";
    private const int HeaderAlignment = 8;

    /// <param name="tensors">One at a time is held in memory besides the network's own.</param>
    public static void Write(string path, RunState state, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        DurableFile.Write(path, file =>
        {
            // The digest stands before what it is taken of: it has its place from the start and its value at the end.
            WriteHeader(file, state, tensors, new string('0', 2 * SHA256.HashSizeInBytes));
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (_, tensor) in tensors)
            {
                using var scope = NewDisposeScope();
                var flat = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
                digest.AppendData(flat.bytes);
                file.Write(flat.bytes);
            }
            file.Position = 0;
            WriteHeader(file, state, tensors, Convert.ToHexStringLower(digest.GetHashAndReset()));
        });
    }

    /// <summary>Copies what a checkpoint holds into tensors of the same names and shapes.</summary>
    /// <param name="recipe">Must equal the one written; null takes any.</param>
    /// <exception cref="InvalidDataException">
    /// The file is truncated or changed, of another recipe, or lacks a tensor. Nothing has been copied then.
    /// </exception>
    public static RunState Read(string path, string? recipe, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        try
        {
            var state = ReadState(path);
            if (recipe is not null && state.Recipe != recipe)
                throw new InvalidDataException($"{path} is of another recipe.");
            using var file = SafetensorsFile.Open(path);
            foreach (var (name, tensor) in tensors)
                if (!file.Tensors.TryGetValue(name, out var stored) || stored.Type != "F32" || !stored.Shape.SequenceEqual(tensor.shape))
                    throw new InvalidDataException(
                        $"{path}: tensor '{name}' of shape [{string.Join(", ", tensor.shape)}] is missing; the model has changed.");
            using var gradients = no_grad();
            foreach (var (name, target) in tensors)
            {
                using var scope = NewDisposeScope();
                target.copy_(tensor(file.ReadSingles(name)).view(target.shape));
            }
            return state;
        }
        catch (Exception error) when (error is SafetensorsException or JsonException or EndOfStreamException or KeyNotFoundException
            or FormatException)
        {
            throw new InvalidDataException($"{path} is not a whole checkpoint: {error.Message}", error);
        }
    }

    private static void WriteHeader(Stream file, RunState state, IReadOnlyList<(string Name, Tensor Tensor)> tensors, string digest)
    {
        var metadata = new JsonObject { [Digest] = digest };
        foreach (var (name, value) in state.ToMetadata())
            metadata[name] = value;
        var header = new JsonObject { ["__metadata__"] = metadata };
        var at = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var end = at + sizeof(float) * tensor.numel();
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensor.shape.Select(side => (JsonNode)side)]),
                ["data_offsets"] = new JsonArray(at, end),
            };
            at = end;
        }
        var json = header.ToJsonString();
        var length = (json.Length + HeaderAlignment - 1) / HeaderAlignment * HeaderAlignment;
        var head = System.Text.Encoding.UTF8.GetBytes(json.PadRight(length));
        file.Write(BitConverter.GetBytes((ulong)head.Length));
        file.Write(head);
    }

    private static RunState ReadState(string path)
    {
        using var file = File.OpenRead(path);
        var prefix = new byte[8];
        file.ReadExactly(prefix);
        var length = BitConverter.ToUInt64(prefix);
        if (length > (ulong)(file.Length - 8))
            throw new InvalidDataException($"{path} is not a whole checkpoint: its header is cut off.");
        var head = new byte[(int)length];
        file.ReadExactly(head);
        using var json = JsonDocument.Parse(head);
        var metadata = json.RootElement.GetProperty("__metadata__").Deserialize<Dictionary<string, string>>()!;
        return Convert.ToHexStringLower(SHA256.HashData(file)) == metadata[Digest]
            ? RunState.FromMetadata(metadata)
            : throw new InvalidDataException(
                $"{path} is not a whole checkpoint: its content does not match its digest.");
    }
}
