using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>
/// What <c>open_clip_config.json</c> says of the image encoder. Whatever would make OpenCLIP compute something else than
/// <see cref="VisionTransformer"/> does is refused, words that are not known here included.
/// </summary>
/// <param name="Input">Size and preprocessing of the pictures.</param>
internal sealed record OpenClipConfig(VisionTransformerOptions Shape, ModelInput Input)
{
    public const string FileName = "open_clip_config.json";

    // Words that are read, or that change nothing in an image encoder's evaluation.
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "embed_dim", "quick_gelu", "vision_cfg",
            "text_cfg", "custom_text", "init_logit_scale", "init_logit_bias", "nonscalar_logit_scale",
            "vision_cfg.image_size", "vision_cfg.layers", "vision_cfg.width", "vision_cfg.patch_size", "vision_cfg.head_width",
            "vision_cfg.mlp_ratio", "vision_cfg.patch_dropout", "vision_cfg.output_tokens", "vision_cfg.final_ln_after_pool",
            "vision_cfg.attn_pooler_queries", "vision_cfg.attn_pooler_heads", "vision_cfg.n_queries",
            "vision_cfg.timm_model_pretrained", "vision_cfg.timm_pool", "vision_cfg.timm_proj", "vision_cfg.timm_proj_bias",
            "vision_cfg.timm_drop", "vision_cfg.timm_drop_path",
            "mean", "std", "interpolation", "resize_mode", "fill_color", "mode", "size",
        ],
        StringComparer.Ordinal);

    // Words with the one value, besides none, that means what is computed here.
    private static readonly FrozenDictionary<string, string> Neutral = new Dictionary<string, string>
    {
        ["multimodal_cfg"] = "",
        ["vision_cfg.timm_model_name"] = "",
        ["vision_cfg.attentional_pool"] = "",
        ["vision_cfg.pool_type"] = "tok",
        ["vision_cfg.global_average_pool"] = "",
        ["vision_cfg.no_ln_pre"] = "",
        ["vision_cfg.pos_embed_type"] = "learnable",
        ["vision_cfg.ls_init_value"] = "",
        ["vision_cfg.input_patchnorm"] = "",
        ["vision_cfg.act_kwargs"] = "",
        ["vision_cfg.norm_kwargs"] = "",
        ["vision_cfg.block_type"] = "default",
        ["vision_cfg.qk_norm"] = "",
        ["vision_cfg.scaled_cosine_attn"] = "",
        ["vision_cfg.scale_heads"] = "",
        ["vision_cfg.scale_attn_inner"] = "",
        ["vision_cfg.scale_attn"] = "",
        ["vision_cfg.scale_fc"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="folder">Of the checkpoint.</param>
    /// <exception cref="InvalidDataException">The file is missing, damaged, or describes an encoder that is not supported.</exception>
    public static OpenClipConfig Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(json.RootElement);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(
                $"{path} cannot be read: {error.Message} An OpenCLIP checkpoint is a folder with this file.", error);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path}: {error.Message.Split('\n')[0]}", error);
        }
    }

    private static OpenClipConfig Read(JsonElement root)
    {
        var model = Section(root, "model_cfg");
        var vision = Section(model, "vision_cfg");
        Check(model, "");
        Check(vision, "vision_cfg.");
        var (width, height) = Pair(vision, "image_size", 224);
        var (patch, patchHeight) = Pair(vision, "patch_size", 16);
        if (patch != patchHeight)
            throw new FormatException($"vision_cfg.patch_size is {patch}×{patchHeight}; only square patches are supported.");
        if (vision.TryGetProperty("layers", out var stages) && stages.ValueKind == JsonValueKind.Array)
            throw new FormatException("vision_cfg.layers is a list: OpenCLIP's residual networks are not supported, its transformers are.");
        var shape = new VisionTransformerOptions
        {
            Patch = patch,
            Width = Integer(vision, "width", 768),
            Layers = Integer(vision, "layers", 12),
            HeadWidth = Integer(vision, "head_width", 64),
            MlpRatio = vision.TryGetProperty("mlp_ratio", out var ratio) ? ratio.GetDouble() : 4,
            Dimension = model.TryGetProperty("embed_dim", out var dimension)
                ? dimension.GetInt32()
                : throw new FormatException("model_cfg.embed_dim is missing."),
            QuickGelu = model.TryGetProperty("quick_gelu", out var quick) && quick.GetBoolean(),
        };
        if (shape.Fault() is { } fault)
            throw new FormatException($"{fault}.");
        return new(shape, Preprocessing(root, width, height));
    }

    private static ModelInput Preprocessing(JsonElement root, int width, int height)
    {
        var clip = ModelInput.Clip(width) with { Height = height };
        if (!root.TryGetProperty("preprocess_cfg", out _))
            return clip;
        var preprocess = Section(root, "preprocess_cfg");
        Check(preprocess, "");
        if (Word(preprocess, "mode", "RGB") is not "RGB" and var mode)
            throw new FormatException($"preprocess_cfg.mode is '{mode}'; only RGB is supported.");
        var resize = Word(preprocess, "resize_mode", "shortest") switch
        {
            "shortest" => ResizeMode.Shortest,
            "squash" => ResizeMode.Squash,
            "longest" when !preprocess.TryGetProperty("fill_color", out var fill) || IsBlack(fill) => ResizeMode.Pad,
            "longest" => throw new FormatException("preprocess_cfg.fill_color is not 0; pictures are padded with black only."),
            var other => throw new FormatException($"preprocess_cfg.resize_mode is '{other}'; shortest, longest or squash is expected."),
        };
        var interpolation = Word(preprocess, "interpolation", "bicubic") switch
        {
            // Random among both is for training alone; OpenCLIP evaluates such a model with bicubic.
            "bicubic" or "random" => Interpolation.Bicubic,
            "bilinear" => Interpolation.Bilinear,
            var other => throw new FormatException($"preprocess_cfg.interpolation is '{other}'; bicubic or bilinear is expected."),
        };
        return clip with
        {
            Resize = resize,
            Interpolation = interpolation,
            Mean = preprocess.TryGetProperty("mean", out var mean) ? Numbers(mean) : clip.Mean,
            Std = preprocess.TryGetProperty("std", out var std) ? Numbers(std) : clip.Std,
        };

        static ImmutableArray<float> Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];

        static bool IsBlack(JsonElement fill) => fill.ValueKind == JsonValueKind.Array
            ? fill.EnumerateArray().All(IsBlack)
            : fill.ValueKind == JsonValueKind.Null || fill.GetDouble() == 0;
    }

    private static void Check(JsonElement section, string prefix)
    {
        foreach (var entry in section.EnumerateObject())
        {
            var word = prefix + entry.Name;
            if (Neutral.TryGetValue(word, out var value))
            {
                if (!IsNone(entry.Value) && !(entry.Value.ValueKind == JsonValueKind.String && entry.Value.GetString() == value))
                    throw new FormatException($"{word} is {Shown(entry.Value)}: such an encoder computes what is not supported.");
            }
            else if (!Known.Contains(word))
            {
                throw new FormatException($"{word} is not known here, so that the encoder might compute something else.");
            }
        }
    }

    private static bool IsNone(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static string Shown(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? "set" : $"'{value.ToString()}'";

    private static JsonElement Section(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var section) && section.ValueKind == JsonValueKind.Object
            ? section
            : throw new FormatException($"it has no section '{name}'.");

    private static string Word(JsonElement section, string name, string otherwise) =>
        section.TryGetProperty(name, out var word) && word.ValueKind != JsonValueKind.Null ? word.GetString()! : otherwise;

    private static int Integer(JsonElement section, string name, int otherwise) =>
        section.TryGetProperty(name, out var number) ? number.GetInt32() : otherwise;

    /// <summary>One number for both, or a list of height and width.</summary>
    private static (int Width, int Height) Pair(JsonElement section, string name, int otherwise)
    {
        if (!section.TryGetProperty(name, out var sides))
            return (otherwise, otherwise);
        if (sides.ValueKind != JsonValueKind.Array)
            return (sides.GetInt32(), sides.GetInt32());
        return sides.GetArrayLength() == 2
            ? (sides[1].GetInt32(), sides[0].GetInt32())
            : throw new FormatException($"{name} needs one number, or height and width.");
    }
}
